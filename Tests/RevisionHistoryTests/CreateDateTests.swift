import RevisionHistory
import Testing

@Suite struct CreateDateTests {
    @Test(
        "Different texts of the same instant are equal",
        arguments: [
            ("2026-11-22 16:42:10+09:00", "2026-11-22T07:42:10Z"),
            ("2026-11-22", "2026-11-22 00:00"),
            ("2026-11-22 16:42", "2026-11-22T16:42:00.000"),
            ("2026-01-01 00:30:00+0100", "2025-12-31 23:30:00"),
            ("2024-03-01 00:00:00+01", "2024-02-29 23:00:00z"),
            ("2026-11-22 16:42:10.5", "2026-11-22 16:42:10,500000000999"),
        ])
    func differentTextsOfOneInstant(_ first: String, _ second: String) throws {
        let left = try #require(CreateDate(first))
        let right = try #require(CreateDate(second))
        #expect(left == right)
        #expect(left.hashValue == right.hashValue)
        #expect(left.description == first)
    }

    @Test("Later instants are greater")
    func laterInstantsAreGreater() throws {
        let texts = [
            "0000-01-01", "0001-01-01", "1969-12-31 23:59:59", "1970-01-01", "2000-02-29", "2000-03-01",
            "2026-11-22 16:42:10+09:00", "2026-11-22 16:42:10.000000001+09:00", "2026-11-22 16:42:10+08:59",
            "9999-12-31 23:59:59",
        ]
        let dates = try texts.map { try #require(CreateDate($0)) }
        #expect(dates == dates.sorted())
        #expect(Set(dates).count == dates.count)
    }

    @Test(
        "Texts in another form are not dates",
        arguments: [
            "", "2026", "2026-13-01", "2026-02-29", "2026-00-10", "2026-01-00", "2026-1-1", "2026-01-01T",
            "2026-01-01 24:00",
            "2026-01-01 10:60", "2026-01-01 10:00:61", "2026-01-01 10:00:00.", "2026-01-01 10:00:00+9",
            "2026-01-01 10:00 x",
            "2026-01-01+09:00", "２０２６-01-01", "2026-01-01 10:00:00+09:00 ", "yesterday",
        ])
    func otherTextsAreNoDate(_ text: String) {
        #expect(CreateDate(text) == nil)
    }
}
