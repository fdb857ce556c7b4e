//! What SQL may take of the memory. The limit is the process's, so that this test has one of its own.

mod common;

use common::start;

#[test]
fn sql_that_takes_all_memory_is_ended() {
    let server = start("memory", |limits| {
        limits.set("memory", 100 << 20);
        limits.set("seconds", 5);
    });
    let many = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n LIMIT 100000000) ";
    for (sql, status) in [
        ("SELECT hex(zeroblob(1000000000))", 400),
        ("SELECT printf('%.*c', 1000000000, 'x')", 400),
        ("SELECT group_concat(hex(zeroblob(1000000))) FROM documents", 400),
        (&format!("{many}SELECT hex(zeroblob(4000)) AS a FROM n ORDER BY a, i DESC"), 400),
        (&format!("{many}SELECT count(DISTINCT hex(randomblob(2000))) FROM n"), 400),
        (&format!("{many}SELECT json_group_array(i) FROM n"), 504),
    ] {
        let response = server.sql(sql, "");
        assert_eq!(response.status, status, "{sql}: {:.300}", response.text());
    }
    assert_eq!(server.get("/api/about").status, 200);
}
