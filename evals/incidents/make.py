#!/usr/bin/env python3
"""Makes evals/incidents/tellings.jsonl: invented incidents, each told by four reports.

usage: evals/incidents/make.py > evals/incidents/tellings.jsonl

Every happening here is invented; only the names of countries and places are real. A kind of happening
has four tellings that were written by hand, as an agency, a local paper, a ministry's side and a late
summary would tell it: with other words, another order, other details, other names for who took part.
Happenings of one kind are made hard to tell apart on purpose: the same countries act again, days or
towns later.
"""

import datetime
import json

# kind: four tellings, each (days after the happening, publisher, text)
KINDS = {
    "bombing": [
        (0, "Agency North", "{Town}, {date} - A bomb killed {n} soldiers of {Country} at a checkpoint near {Town} on {day}, the army said. The blast hit a truck that was waiting at the barrier. Nobody has claimed the attack."),
        (1, "{Town} Courier", "At least {n} soldiers died on {day} when a device exploded beside an army checkpoint outside {Town}. Residents heard two explosions and saw smoke over the road. {Rebels} bombed the same road last year."),
        (1, "Radio {Country}", "{Rebels} bombed a {demonym} army post near {Town} on {day}, the defence ministry of {Country} said. It put the number of the dead at {n} and promised to hunt the attackers down."),
        (2, "The Weekly", "{Rebels} attacked {demonym} troops near {Town} on {day}. The bomb tore through a lorry at a checkpoint, and {n} soldiers were killed. Hospitals in {Town} treated a dozen wounded."),
    ],
    "raid": [
        (0, "Agency South", "{Rebels} attacked a village near {Town} in {Country} on {day} and killed {n} farmers, a local official said. The gunmen came on motorbikes and burned granaries."),
        (1, "{Town} Courier", "Gunmen from {Rebels} shot dead {n} villagers outside {Town} on {day}. Survivors said the raiders drove off cattle and set fire to the harvest."),
        (1, "Radio {Country}", "{n} farmers were murdered by {Rebels} in a raid on a hamlet near {Town} on {day}, the interior minister of {Country} said, and soldiers were pursuing the killers."),
        (3, "The Weekly", "On {day} {Rebels} raided a farming village close to {Town}. They killed {n} people, burned the grain stores and vanished before the army arrived."),
    ],
    "protest": [
        (0, "Agency North", "Thousands of {people} protested against the government of {Country} in {Town} on {day} over {issue}. Police watched from side streets as the crowd marched to the city hall."),
        (1, "{Town} Courier", "{Town}'s main avenue was filled on {day} with demonstrators who denounced the {demonym} government because of {issue}. Shops stayed closed and buses were diverted."),
        (1, "Radio {Country}", "Demonstrators in {Town} marched on {day} and demanded that the government of {Country} act on {issue}. The interior ministry counted four thousand marchers."),
        (2, "The Weekly", "Anger over {issue} drove {people} into the streets of {Town} on {day}. They rallied against the {demonym} government, waved flags and sang until nightfall."),
    ],
    "visit": [
        (0, "Agency South", "The foreign minister of {Country} met the president of {Other} in {Town} on {day} for talks about {topic}."),
        (1, "{Town} Courier", "{Other}'s president received the {demonym} foreign minister at the palace in {Town} on {day}. They discussed {topic}, and dined with businessmen."),
        (1, "Radio {Country}", "{Country}'s top diplomat held talks with the {otherdemonym} president in {Town} on {day}. On the table was {topic}, the ministry said."),
        (2, "The Weekly", "{topic}: that was what the foreign minister of {Country} talked about with the president of {Other} when he visited {Town} on {day}."),
    ],
    "treaty": [
        (0, "Agency North", "{Country} and {Other} signed an agreement on {topic} in {Town} on {day}."),
        (1, "{Town} Courier", "Ministers of {Country} and {Other} put their names to an accord about {topic} at a ceremony in {Town} on {day}."),
        (1, "Radio {Other}", "On {day} {Other} signed a deal with {Country} that settles {topic}, the foreign ministry said. The paper was signed in {Town}."),
        (3, "The Weekly", "{Country} signed a pact with {Other} on {day}. It deals with {topic}, and must be ratified by both parliaments."),
    ],
    "sanction": [
        (0, "Agency South", "{Country} imposed sanctions on {Other} on {day} because of {issue}."),
        (1, "Business Daily", "The {demonym} government on {day} imposed sanctions against {Other}, freezing accounts and banning exports. It named {issue} as the reason."),
        (1, "Radio {Other}", "{Other} was hit with sanctions by {Country} on {day}. The {otherdemonym} government called the step unlawful and said that {issue} was no business of others."),
        (2, "The Weekly", "Citing {issue}, {Country} slapped sanctions on {Other} on {day}. Traders expect prices to rise."),
    ],
    "arrest": [
        (0, "Agency North", "Police in {Country} arrested {n} opposition activists in {Town} on {day} over {issue}, their lawyer said."),
        (1, "{Town} Courier", "{demonym} police detained {n} members of the opposition in {Town} on {day}. They had spoken in public about {issue}."),
        (1, "Radio {Country}", "{n} opposition activists were arrested in {Town} on {day} by the police of {Country}, who accuse them of stirring up unrest about {issue}."),
        (2, "The Weekly", "In {Town} {demonym} policemen rounded up {n} opposition activists on {day}. The campaigners had collected signatures about {issue}."),
    ],
    "aid": [
        (0, "Agency South", "{Country} sent {n} tonnes of food to {Other} on {day} after {issue}."),
        (1, "{Town} Courier", "A ship with {n} tonnes of food from {Country} reached {Town} on {day}. {Country} donated the cargo to {Other}, which suffers from {issue}."),
        (1, "Radio {Other}", "{Other} received {n} tonnes of food aid from {Country} on {day}, the agriculture ministry said. It will go to families hit by {issue}."),
        (3, "The Weekly", "Help for {Other}: {Country} provided {n} tonnes of food on {day}, because of {issue}."),
    ],
    "threat": [
        (0, "Agency North", "{Country} threatened {Other} with war on {day} in a dispute over {topic}."),
        (1, "Radio {Other}", "The {demonym} president threatened on {day} to attack {Other} if it did not yield on {topic}."),
        (1, "Business Daily", "Shares fell after {Country} threatened {Other} with military force on {day}. The quarrel about {topic} has lasted for years."),
        (2, "The Weekly", "On {day} {Country}'s president threatened to use force against {Other}. At stake is {topic}."),
    ],
    "accusation": [
        (0, "Agency South", "{Country} accused {Other} on {day} of {issue}."),
        (1, "Radio {Other}", "{Other} denied on {day} that it was guilty of {issue}, hours after {Country} had accused {Other} of it."),
        (1, "Business Daily", "The {demonym} foreign ministry accused {Other} of {issue} on {day} and summoned the ambassador."),
        (2, "The Weekly", "The {demonym} government blamed {Other} on {day} for {issue}. Relations have been cold since spring."),
    ],
    "shelling": [
        (0, "Agency North", "{demonym} artillery shelled {Town} in {Other} on {day} and killed {n} civilians, the mayor said."),
        (1, "{Town} Courier", "Shells fired by the army of {Country} struck a market in {Town} on {day}. {n} civilians were killed in the attack."),
        (1, "Radio {Country}", "{Country} denied that its army shelled {Town} on {day}. {Other} says that {n} civilians died there."),
        (2, "The Weekly", "{n} civilians died when {demonym} forces bombarded {Town} on {day}, {otherdemonym} officials said. Stalls at the market burned for hours."),
    ],
    "expulsion": [
        (0, "Agency South", "{Country} expelled {n} diplomats of {Other} on {day} over {issue}."),
        (1, "Radio {Other}", "{n} {otherdemonym} diplomats were expelled from {Country} on {day}. The {otherdemonym} foreign ministry rejected the charge of {issue} as a fabrication."),
        (1, "Business Daily", "The {demonym} government expelled {n} envoys of {Other} on {day} and gave them three days to pack. It spoke of {issue}."),
        (2, "The Weekly", "Because of {issue} {Country} threw out {n} diplomats from {Other} on {day}."),
    ],
    "withdrawal": [
        (0, "Agency North", "{Country} withdrew its troops from {Town} in {Other} on {day}."),
        (1, "{Town} Courier", "The last {demonym} soldiers pulled out of {Town} on {day}, watched by silent crowds. They had held the town of {Other} since winter."),
        (1, "Radio {Other}", "{demonym} troops withdrew from {Town} on {day}, {Other}'s defence minister said, and engineers began to clear mines."),
        (2, "The Weekly", "{Country}'s army retreated from {Town} on {day}, which ends its stay in {Other}."),
    ],
    "mobilization": [
        (0, "Agency South", "{Country} deployed {n} tanks on the border with {Other} near {Town} on {day}."),
        (1, "{Town} Courier", "Columns of {demonym} tanks rolled towards the border of {Other} on {day}. People in {Town} counted {n} of them."),
        (1, "Radio {Other}", "{Country} moved {n} tanks to the border near {Town} on {day}, {Other}'s general staff said, calling it a provocation."),
        (2, "The Weekly", "The army of {Country} massed {n} tanks against {Other} on {day}. They stand in the fields outside {Town}."),
    ],
    "rejection": [
        (0, "Agency North", "{Country} rejected a proposal by {Other} on {topic} on {day}."),
        (1, "Radio {Other}", "{Other}'s plan for {topic} was rejected by {Country} on {day}, the foreign minister said with regret."),
        (1, "Business Daily", "The {demonym} government turned down {Other}'s offer on {topic} on {day}. It called the terms unfair."),
        (2, "The Weekly", "{Country} refused on {day} to accept what {Other} had proposed about {topic}."),
    ],
}

NATIONS = {
    "Chad": ("Chadian", "Chadians"), "Sudan": ("Sudanese", "Sudanese"), "Mali": ("Malian", "Malians"),
    "Niger": ("Nigerien", "Nigeriens"), "Kenya": ("Kenyan", "Kenyans"), "Ethiopia": ("Ethiopian", "Ethiopians"),
    "Peru": ("Peruvian", "Peruvians"), "Bolivia": ("Bolivian", "Bolivians"), "Armenia": ("Armenian", "Armenians"),
    "Azerbaijan": ("Azerbaijani", "Azerbaijanis"), "Georgia": ("Georgian", "Georgians"), "Nepal": ("Nepalese", "Nepalese"),
    "India": ("Indian", "Indians"), "Cambodia": ("Cambodian", "Cambodians"), "Thailand": ("Thai", "Thais"),
    "Greece": ("Greek", "Greeks"), "Turkey": ("Turkish", "Turks"), "Norway": ("Norwegian", "Norwegians"),
    "Serbia": ("Serbian", "Serbs"), "Algeria": ("Algerian", "Algerians"), "Morocco": ("Moroccan", "Moroccans"),
}

R = "Islamist rebels"
S = "separatist rebels"
# kind, country, other, town, rebels, number, day, topic, issue. Neighbours in the list are near misses.
CASES = [
    ("bombing", "Mali", "", "Gao", R, 7, "2024-03-04", "", ""), ("bombing", "Mali", "", "Mopti", R, 9, "2024-03-05", "", ""),
    ("bombing", "Mali", "", "Gao", R, 4, "2024-03-19", "", ""), ("bombing", "Niger", "", "Diffa", R, 7, "2024-03-05", "", ""),
    ("raid", "Chad", "", "Abéché", S, 12, "2024-05-06", "", ""), ("raid", "Chad", "", "Moundou", S, 15, "2024-05-08", "", ""),
    ("raid", "Chad", "", "Abéché", S, 6, "2024-05-20", "", ""), ("raid", "Sudan", "", "Nyala", S, 12, "2024-05-07", "", ""),
    ("protest", "Peru", "", "Cusco", "", 0, "2024-01-15", "", "the price of bread"), ("protest", "Peru", "", "Puno", "", 0, "2024-01-16", "", "a new mine"),
    ("protest", "Peru", "", "Cusco", "", 0, "2024-01-29", "", "the price of bread"), ("protest", "Serbia", "", "Novi Sad", "", 0, "2024-01-15", "", "a collapsed roof"),
    ("visit", "Norway", "Kenya", "Nairobi", "", 0, "2024-02-05", "fishing rights", ""), ("visit", "Norway", "Kenya", "Mombasa", "", 0, "2024-02-13", "a new port", ""),
    ("visit", "Greece", "Armenia", "Yerevan", "", 0, "2024-02-06", "student exchanges", ""), ("visit", "India", "Nepal", "Kathmandu", "", 0, "2024-02-05", "power lines", ""),
    ("treaty", "Peru", "Bolivia", "La Paz", "", 0, "2024-04-08", "water from the lake", ""), ("treaty", "Peru", "Bolivia", "Lima", "", 0, "2024-04-16", "a railway", ""),
    ("treaty", "Algeria", "Niger", "Algiers", "", 0, "2024-04-09", "a gas pipeline", ""), ("treaty", "Thailand", "Cambodia", "Bangkok", "", 0, "2024-04-08", "border markets", ""),
    ("sanction", "Turkey", "Greece", "", "", 0, "2024-06-03", "", "drilling at sea"), ("sanction", "Turkey", "Armenia", "", "", 0, "2024-06-04", "", "arms deliveries"),
    ("sanction", "Turkey", "Greece", "", "", 0, "2024-06-24", "", "a blocked airport"), ("sanction", "Norway", "Serbia", "", "", 0, "2024-06-03", "", "hacked ministries"),
    ("arrest", "Cambodia", "", "Battambang", "", 5, "2024-07-01", "", "evicted fishermen"), ("arrest", "Cambodia", "", "Siem Reap", "", 11, "2024-07-02", "", "a felled forest"),
    ("arrest", "Cambodia", "", "Battambang", "", 3, "2024-07-16", "", "unpaid wages"), ("arrest", "Ethiopia", "", "Gondar", "", 5, "2024-07-01", "", "a closed newspaper"),
    ("aid", "Norway", "Sudan", "Port Sudan", "", 300, "2024-08-05", "", "a drought"), ("aid", "Norway", "Sudan", "Port Sudan", "", 900, "2024-08-26", "", "a locust plague"),
    ("aid", "India", "Nepal", "Pokhara", "", 300, "2024-08-06", "", "an earthquake"), ("aid", "Morocco", "Mali", "Bamako", "", 120, "2024-08-05", "", "a flood"),
    ("threat", "Azerbaijan", "Armenia", "", "", 0, "2024-09-02", "a corridor", ""), ("threat", "Azerbaijan", "Armenia", "", "", 0, "2024-09-17", "captured villages", ""),
    ("threat", "Ethiopia", "Sudan", "", "", 0, "2024-09-03", "a dam on the river", ""), ("threat", "Algeria", "Morocco", "", "", 0, "2024-09-02", "phosphate fields", ""),
    ("accusation", "Georgia", "Azerbaijan", "", "", 0, "2024-10-07", "", "smuggling caviar"), ("accusation", "Georgia", "Azerbaijan", "", "", 0, "2024-10-08", "", "spying on its navy"),
    ("accusation", "Kenya", "Ethiopia", "", "", 0, "2024-10-07", "", "poaching elephants"), ("accusation", "Chad", "Sudan", "", "", 0, "2024-10-08", "", "arming bandits"),
    ("shelling", "Armenia", "Azerbaijan", "Ganja", "", 8, "2024-11-04", "", ""), ("shelling", "Armenia", "Azerbaijan", "Barda", "", 21, "2024-11-05", "", ""),
    ("shelling", "Thailand", "Cambodia", "Poipet", "", 8, "2024-11-04", "", ""), ("shelling", "Armenia", "Azerbaijan", "Ganja", "", 3, "2024-11-18", "", ""),
    ("expulsion", "Serbia", "Turkey", "", "", 6, "2024-12-02", "", "espionage at a shipyard"), ("expulsion", "Serbia", "Norway", "", "", 2, "2024-12-03", "", "leaked cables"),
    ("expulsion", "Serbia", "Turkey", "", "", 10, "2024-12-16", "", "forged visas"), ("expulsion", "Morocco", "Algeria", "", "", 6, "2024-12-02", "", "bribery of deputies"),
    ("withdrawal", "Ethiopia", "Kenya", "Moyale", "", 0, "2023-02-06", "", ""), ("withdrawal", "Ethiopia", "Sudan", "Gallabat", "", 0, "2023-02-07", "", ""),
    ("withdrawal", "Cambodia", "Thailand", "Surin", "", 0, "2023-02-06", "", ""), ("withdrawal", "Ethiopia", "Kenya", "Mandera", "", 0, "2023-02-20", "", ""),
    ("mobilization", "Bolivia", "Peru", "Desaguadero", "", 30, "2023-03-06", "", ""), ("mobilization", "Bolivia", "Peru", "Desaguadero", "", 55, "2023-03-20", "", ""),
    ("mobilization", "Turkey", "Greece", "Edirne", "", 30, "2023-03-06", "", ""), ("mobilization", "Algeria", "Morocco", "Oujda", "", 80, "2023-03-07", "", ""),
    ("rejection", "Nepal", "India", "", "", 0, "2023-05-01", "a hydropower plant", ""), ("rejection", "Nepal", "India", "", "", 0, "2023-05-02", "a mountain pass", ""),
    ("rejection", "Greece", "Turkey", "", "", 0, "2023-05-01", "migrant camps", ""), ("rejection", "Mali", "Algeria", "", "", 0, "2023-05-02", "talks with the Tuareg", ""),
    ("protest", "Georgia", "", "Batumi", "", 0, "2023-06-05", "", "a law on foreign agents"), ("protest", "Georgia", "", "Tbilisi", "", 0, "2023-06-05", "", "a law on foreign agents"),
    ("visit", "Norway", "Kenya", "Nairobi", "", 0, "2023-06-06", "wind farms", ""), ("bombing", "Niger", "", "Diffa", R, 11, "2023-06-07", "", ""),
]


def main():
    for number, (kind, country, other, town, rebels, n, day, topic, issue) in enumerate(CASES):
        happened = datetime.date.fromisoformat(day)
        words = {
            "Country": country, "Other": other, "Town": town, "Rebels": rebels, "n": n, "topic": topic,
            "issue": issue, "day": happened.strftime("%A"), "date": f"{happened:%B} {happened.day}",
            "demonym": NATIONS[country][0], "people": NATIONS[country][1],
            "otherdemonym": NATIONS[other][0] if other else "",
        }
        for telling, (later, publisher, text) in enumerate(KINDS[kind]):
            text = text.format(**words)
            print(json.dumps({
                "id": f"{number:02}-{telling}",
                "incident": number,
                "text": text[0].upper() + text[1:],
                "published": (happened + datetime.timedelta(days=later)).isoformat(),
                "publisher": publisher.format(**words),
                "language": "en",
            }, ensure_ascii=False))


main()
