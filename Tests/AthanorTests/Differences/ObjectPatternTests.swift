import Athanor
import Testing

@Suite struct ObjectPatternTests {
    @Test(
        "A pattern means objects by kind and name",
        arguments: [
            ("cron.*", "table", ["cron", "job"], true),
            ("cron.*", "table", ["public", "job"], false),
            ("cron.*", "column", ["cron", "job", "id"], false),
            ("job", "table", ["cron", "job"], true),
            ("cron", "schema", ["cron"], true),
            ("public.tmp_*", "view", ["public", "tmp_a"], true),
            ("public.*_old_?", "table", ["public", "a_old_old_2"], true),
            ("public.*_old_?", "table", ["public", "a_old_"], false),
            ("function public.st_*", "function", ["public", "st_area"], true),
            ("function public.st_*", "table", ["public", "st_area"], false),
            ("Materialized  View *", "materialized view", ["public", "m"], true),
        ])
    func matches(_ pattern: String, _ kind: String, _ path: [String], _ expected: Bool) throws {
        #expect(try #require(ObjectPattern(pattern)).matches(kind: kind, path: path) == expected)
    }

    @Test("A pattern that names nothing is refused", arguments: ["", " ", "a.", ".b", "a..b"])
    func refused(_ pattern: String) {
        #expect(ObjectPattern(pattern) == nil)
    }
}
