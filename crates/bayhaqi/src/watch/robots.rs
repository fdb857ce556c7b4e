//! What a site lets robots read (RFC 9309).

/// The rules of one site for us.
#[derive(Clone, Debug, Default)]
pub(super) struct Robots {
    /// Beginnings of paths, with whether they may be read.
    rules: Vec<(String, bool)>,
}

impl Robots {
    /// The rules of a `robots.txt`: those for this program, or else those for everybody.
    pub(super) fn parse(text: &str, name: &str) -> Self {
        let (mut ours, mut all) = (Vec::new(), Vec::new());
        let (mut for_us, mut for_all, mut named, mut in_agents) = (false, false, false, false);
        for line in text.lines() {
            let line = line.split('#').next().unwrap_or("");
            let Some((field, value)) = line.split_once(':') else { continue };
            let (field, value) = (field.trim().to_ascii_lowercase(), value.trim());
            if field == "user-agent" {
                if !in_agents {
                    (for_us, for_all) = (false, false);
                }
                in_agents = true;
                for_all |= value == "*";
                for_us |= value.eq_ignore_ascii_case(name);
                named |= for_us;
                continue;
            }
            in_agents = false;
            let allowed = match field.as_str() {
                "allow" => true,
                "disallow" => false,
                _ => continue,
            };
            if value.is_empty() {
                continue;
            }
            if for_us {
                ours.push((value.to_owned(), allowed));
            } else if for_all {
                all.push((value.to_owned(), allowed));
            }
        }
        Robots { rules: if named { ours } else { all } }
    }

    /// Whether a path may be read: the longest rule that fits decides, and of two as long the kinder.
    pub(super) fn allow(&self, path: &str) -> bool {
        let fitting = self.rules.iter().filter(|(rule, _)| fits(rule, path));
        fitting
            .max_by_key(|(rule, allowed)| (rule.len(), *allowed))
            .is_none_or(|(_, allowed)| *allowed)
    }
}

/// Whether a rule fits a path: `*` stands for anything, `$` at its end for the path's end.
fn fits(rule: &str, path: &str) -> bool {
    let (rule, whole) = match rule.strip_suffix('$') {
        Some(rule) => (rule, true),
        None => (rule, false),
    };
    let mut parts = rule.split('*');
    let Some(mut rest) = path.strip_prefix(parts.next().unwrap_or("")) else { return false };
    let mut last = None;
    for part in parts {
        match rest.find(part) {
            Some(at) => rest = &rest[at + part.len()..],
            None => return false,
        }
        last = Some(part);
    }
    // Behind a star the last part may stand further on, at the very end.
    !whole || rest.is_empty() || last.is_some_and(|part| rest.ends_with(part))
}

#[cfg(test)]
mod tests {
    use super::Robots;

    #[test]
    fn the_longest_rule_decides() {
        let text = "User-agent: other\nDisallow: /\n\nUser-agent: *\nDisallow: /private # secret\n\
            Allow: /private/press\nDisallow: /*.pdf$\n";
        let robots = Robots::parse(text, "bayhaqi");
        assert!(robots.allow("/news/1"));
        assert!(!robots.allow("/private/1"));
        assert!(robots.allow("/private/press/1"));
        assert!(!robots.allow("/a/b.pdf") && robots.allow("/a/b.pdf.html"));
        assert!(Robots::default().allow("/news"));
    }

    #[test]
    fn rules_for_us_count_alone() {
        let text =
            "User-agent: *\nDisallow: /\n\nUser-agent: Bayhaqi\nUser-agent: friend\nDisallow: /x\n";
        let robots = Robots::parse(text, "bayhaqi");
        assert!(robots.allow("/news") && !robots.allow("/x/1"));
        assert!(!Robots::parse(text, "stranger").allow("/news"));
    }
}
