import Athanor
import AthanorPostgreSQL
import AthanorSQLite
import Foundation
import TestSupport
import Testing

@Suite("Reading rows")
struct RowReadingTests {
    private enum Region: String, SQLReadable, SQLBindable { case east, west }

    /// Runs a query and reads its only row.
    private static func row<Result>(
        _ system: TestedDatabase, _ sql: BoundSQL, _ body: (ResultRow) throws -> Result
    ) async throws -> Result {
        try await ScratchDatabase.with(system) { database in
            try await database.connected { connection in
                try body(try #require(try await connection.query(sql).first))
            }
        }
    }

    @Test(
        "NULL is an error for a type that is not optional, which names column and statement",
        arguments: TestedDatabase.allCases)
    func null(_ system: TestedDatabase) async throws {
        try await Self.row(system, "SELECT NULL AS email, 'a' AS name") { row in
            #expect(try row["email", as: String?.self] == nil)
            #expect(try row["name", as: String?.self] == "a")
            let error = try #require(#expect(throws: RowError.self) { try row["email", as: String.self] })
            #expect(error.column == "email")
            #expect(error.type == "String")
            #expect(error.problem == .null)
            #expect(error.statement == "SELECT NULL AS email, 'a' AS name")
            #expect("\(error)".contains("Read it as String?."))
            #expect("\(error)".contains("STATEMENT: SELECT NULL AS email"))
        }
    }

    @Test("A missing column lists the columns, also for an optional type", arguments: TestedDatabase.allCases)
    func missing(_ system: TestedDatabase) async throws {
        try await Self.row(system, "SELECT 1 AS id, 'a' AS name") { row in
            let error = try #require(#expect(throws: RowError.self) { try row["nam", as: String?.self] })
            #expect(error.problem == .noColumn(available: ["id", "name"]))
            #expect("\(error)".contains("Its columns are \"id\", \"name\"."))
        }
    }

    @Test("A result without rows still has its columns", arguments: TestedDatabase.allCases)
    func empty(_ system: TestedDatabase) async throws {
        try await ScratchDatabase.with(system) { database in
            try await database.connected { connection in
                let result = try await connection.query("SELECT 1 AS id, 'a' AS name WHERE 1 = 0")
                #expect(result.isEmpty)
                #expect(result.columns == ["id", "name"])
            }
        }
    }

    @Test("An integer out of range is an error that names the range", arguments: TestedDatabase.allCases)
    func outOfRange(_ system: TestedDatabase) async throws {
        try await Self.row(system, "SELECT 70000 AS many, -1 AS few, 9223372036854775807 AS most") { row in
            #expect(try row["many", as: Int32.self] == 70_000)
            let error = try #require(#expect(throws: RowError.self) { try row["many", as: Int16.self] })
            #expect("\(error)".contains("the integer 70000"))
            #expect("\(error)".contains("-32768 to 32767"))
            #expect(throws: RowError.self) { try row["few", as: UInt.self] }
            #expect(try row["few", as: Int8.self] == -1)
            #expect(try row["most", as: Int.self] == .max)
            #expect(throws: RowError.self) { try row["most", as: Double.self] }
            #expect(throws: RowError.self) { try row["many", as: Bool.self] }
        }
    }

    @Test("The found value is shown on one line and not whole", arguments: TestedDatabase.allCases)
    func found(_ system: TestedDatabase) async throws {
        let text = "first\nsecond\u{1B}[31m" + String(repeating: "x", count: 5000)
        try await Self.row(system, "SELECT CAST(\(text) AS text) AS word, '東京' AS city") { row in
            let error = try #require(#expect(throws: RowError.self) { try row["word", as: Int.self] })
            let message = error.explanation.message
            #expect(message.count < 200)
            #expect(!message.contains("\n"))
            #expect(!"\(error)".contains("\u{1B}"))
            #expect(message.contains("not a whole number"))
            #expect(try row["word", as: String.self] == text)
            #expect(throws: RowError.self) { try row["city", as: UUID.self] }
            #expect(throws: RowError.self) { try row["city", as: Date.self] }
            #expect(throws: RowError.self) { try row["city", as: Decimal.self] }
            #expect(throws: RowError.self) { try row["city", as: Double.self] }
            #expect(throws: RowError.self) { try row["city", as: Data.self] }
            #expect(throws: RowError.self) { try row["city", as: [String].self] }
        }
    }

    @Test("An enumeration is read by its raw value", arguments: TestedDatabase.allCases)
    func enumeration(_ system: TestedDatabase) async throws {
        try await Self.row(system, "SELECT 'east' AS a, 'north' AS b, NULL AS c") { row in
            #expect(try row["a", as: Region.self] == .east)
            #expect(try row["c", as: Region?.self] == nil)
            let error = try #require(#expect(throws: RowError.self) { try row["b", as: Region.self] })
            #expect("\(error)".contains("\"north\""))
        }
    }

    @Test("Numbers of PostgreSQL are read exactly or not at all")
    func numbersOfPostgreSQL() async throws {
        try await Self.row(
            .postgreSQL,
            """
            SELECT 1.50::numeric AS price, 'NaN'::numeric AS nan, 'NaN'::float8 AS not_a_number,
                   '-Infinity'::float8 AS least, 2.0::numeric AS two, sum(x)::numeric AS sum,
                   12345678901234567890123456789012345678.9::numeric AS long, 1e-20::float8 AS tiny,
                   0.1::float4 AS small, 1e300::float8 AS big
            FROM (VALUES (1::bigint), (2)) AS v (x)
            """
        ) { row in
            #expect(try row["price", as: Decimal.self] == Decimal(string: "1.5"))
            #expect(try row["price", as: Double.self] == 1.5)
            #expect(throws: RowError.self) { try row["price", as: Int.self] }
            #expect(try row["sum", as: Int.self] == 3)
            let nan = try #require(#expect(throws: RowError.self) { try row["nan", as: Decimal.self] })
            #expect("\(nan)".contains("not a finite number"))
            #expect(try row["nan", as: Double.self].isNaN)
            #expect(throws: RowError.self) { try row["nan", as: Int.self] }
            #expect(try row["not_a_number", as: Double.self].isNaN)
            #expect(throws: RowError.self) { try row["not_a_number", as: Decimal.self] }
            #expect(throws: RowError.self) { try row["not_a_number", as: Int.self] }
            #expect(try row["least", as: Double.self] == -.infinity)
            #expect(try row["least", as: Float.self] == -.infinity)
            let long = try #require(#expect(throws: RowError.self) { try row["long", as: Decimal.self] })
            #expect("\(long)".contains("more digits"))
            #expect(try row["tiny", as: Decimal.self] == Decimal(string: "0.00000000000000000001"))
            #expect(try row["small", as: Float.self] == 0.1)
            #expect(throws: RowError.self) { try row["big", as: Float.self] }
        }
    }

    @Test("Dates of PostgreSQL: zones, days, infinity, and styles other than ISO")
    func datesOfPostgreSQL() async throws {
        try await ScratchDatabase.with(.postgreSQL) { database in
            try await database.connected { connection in
                try await connection.query("SET timezone = 'Asia/Kolkata'")
                let sql: BoundSQL = """
                    SELECT '2026-11-29 15:39:08.610039+09'::timestamptz AS moment, '2026-11-29'::date AS day,
                           '2026-11-29 15:39:08'::timestamp AS plain, 'infinity'::timestamptz AS never,
                           '-infinity'::date AS always, '15:39'::time AS time, '0044-03-15 BC'::date AS ides
                    """
                let row = try #require(try await connection.query(sql).first)
                let seconds = try row["moment", as: Date.self].timeIntervalSince1970
                #expect(abs(seconds - 1_795_934_348.610039) < 0.000001)
                #expect(try row["day", as: Date.self] == Date(timeIntervalSince1970: 1_795_910_400))
                #expect(try row["plain", as: Date.self] == Date(timeIntervalSince1970: 1_795_966_748))
                for column in ["never", "always"] {
                    let error = try #require(#expect(throws: RowError.self) { try row[column, as: Date?.self] })
                    #expect("\(error)".contains("infinit"))
                    #expect(try row[column, as: String.self].hasSuffix("infinity"))
                }
                #expect(throws: RowError.self) { try row["time", as: Date.self] }
                #expect(try row["ides", as: Date.self] == Date(timeIntervalSince1970: -63_517_824_000))
                try await connection.query("SET datestyle = 'German'")
                let german = try #require(try await connection.query(sql).first)
                let error = try #require(#expect(throws: RowError.self) { try german["day", as: Date.self] })
                #expect("\(error)".contains("29.11.2026"))
                #expect("\(error)".contains("ISO 8601"))
            }
        }
    }

    @Test("Bytes of PostgreSQL are read in both of its output forms")
    func bytes() async throws {
        try await ScratchDatabase.with(.postgreSQL) { database in
            try await database.connected { connection in
                for form in ["hex", "escape"] {
                    try await connection.query("SELECT set_config('bytea_output', \(form), false)")
                    let row = try #require(try await connection.query("SELECT '\\x00ff5c'::bytea AS bytes").first)
                    #expect(try row["bytes", as: Data.self] == Data([0, 255, 92]), "\(form)")
                    #expect(throws: RowError.self) { try row["bytes", as: String.self] }
                }
            }
        }
    }

    @Test("SQLite's values are read by what they are, not by the type of their column")
    func dynamicTypes() async throws {
        try await ScratchDatabase.with(.sqlite) { database in
            try await database.connected { connection in
                try await connection.query("CREATE TABLE t (number INTEGER, day TEXT)")
                try await connection.query(
                    "INSERT INTO t VALUES ('many', 7), (1.5, '2026-11-29'), (2.0, 'now'), (9e99, 2.5)")
                let rows = try await connection.query("SELECT number, day FROM t ORDER BY rowid")
                #expect(throws: RowError.self) { try rows[0]["number", as: Int.self] }
                #expect(try rows[0]["number", as: String.self] == "many")
                #expect(try rows[0]["day", as: String.self] == "7")
                #expect(throws: RowError.self) { try rows[1]["number", as: Int.self] }
                #expect(try rows[1]["number", as: Double.self] == 1.5)
                #expect(try rows[1]["number", as: Decimal.self] == Decimal(string: "1.5"))
                #expect(try rows[1]["day", as: Date.self] == Date(timeIntervalSince1970: 1_795_910_400))
                #expect(try rows[2]["number", as: Int.self] == 2)
                #expect(throws: RowError.self) { try rows[2]["day", as: Date.self] }
                #expect(throws: RowError.self) { try rows[3]["number", as: Int.self] }
                let row = try #require(
                    try await connection.query(
                        """
                        SELECT 1.0 AS whole, 1e999 AS infinite, julianday('now') AS julian, X'00' AS bytes,
                               unixepoch('2026-11-29') AS unix, '0x10' AS hex, '2026-02-30' AS wrong,
                               '2026-11-29T15:39:08.5Z' AS iso
                        """
                    ).first)
                #expect(try row["whole", as: Int.self] == 1)
                #expect(try row["infinite", as: Double.self] == .infinity)
                #expect(throws: RowError.self) { try row["infinite", as: Int.self] }
                #expect(throws: RowError.self) { try row["infinite", as: Decimal.self] }
                #expect(throws: RowError.self) { try row["julian", as: Date.self] }
                #expect(throws: RowError.self) { try row["bytes", as: String.self] }
                #expect(throws: RowError.self) { try row["bytes", as: UUID.self] }
                #expect(try row["unix", as: Date.self] == Date(timeIntervalSince1970: 1_795_910_400))
                #expect(throws: RowError.self) { try row["hex", as: Int.self] }
                #expect(throws: RowError.self) { try row["hex", as: Double.self] }
                #expect(throws: RowError.self) { try row["wrong", as: Date.self] }
                #expect(try row["iso", as: Date.self] == Date(timeIntervalSince1970: 1_795_966_748.5))
            }
        }
    }

    private struct Account: Decodable, Equatable {
        struct Email: Decodable, Equatable {
            let text: String
            init(_ text: String) { self.text = text }
            init(from decoder: any Decoder) throws {
                text = try decoder.singleValueContainer().decode(String.self)
            }
        }
        enum Level: Int, Decodable { case low = 1, high }
        enum CodingKeys: String, CodingKey {
            case id, email, level, region, tags
            case createdAt = "created_at"
        }

        let id: UUID
        let email: Email
        let level: Level
        let region: String?
        let tags: [String]?
        let createdAt: Date
    }

    @Test("A row is decoded, by coding keys", arguments: TestedDatabase.allCases)
    func decoding(_ system: TestedDatabase) async throws {
        let (id, moment) = (UUID(), Date(timeIntervalSince1970: 1_796_000_000.5))
        let tags: BoundSQL = system == .postgreSQL ? "\(["a", "b"])::text[]" : "NULL"
        let sql: BoundSQL = """
            SELECT CAST(\(id) AS text) AS id, 'ada@example.org' AS email, 2 AS level, NULL AS region, \(tags) AS tags,
                   CAST(\(moment) AS text) AS created_at, 'more' AS unread
            """
        try await Self.row(system, sql) { row in
            let account = Account(
                id: id, email: .init("ada@example.org"), level: .high, region: nil,
                tags: system == .postgreSQL ? ["a", "b"] : nil, createdAt: moment)
            let decoded = try row.decode(Account.self)
            #expect(decoded == account)
        }
    }

    @Test("A row that does not fit the type is an error of its column", arguments: TestedDatabase.allCases)
    func decodingErrors(_ system: TestedDatabase) async throws {
        struct Named: Decodable { let name: String }
        struct Optionally: Decodable { let nickname: String? }
        struct Nested: Decodable { let name: Named }
        try await Self.row(system, "SELECT NULL AS name, 3 AS level") { row in
            let null = try #require(#expect(throws: RowError.self) { try row.decode(Named.self) })
            #expect(null.column == "name")
            #expect(null.problem == .null)
            #expect(null.statement != nil)
            let missing = try #require(#expect(throws: RowError.self) { try row.decode(Optionally.self) })
            #expect(missing.problem == .noColumn(available: ["name", "level"]))
            #expect(throws: RowError.self) { try row.decode(Nested.self) }
            #expect(throws: DecodingError.self) { try row.decode(Int.self) }
            #expect(throws: DecodingError.self) { try row.decode([Int].self) }
        }
        let level = try await Self.row(system, "SELECT 7 AS level") { try $0.decode(Int.self) }
        #expect(level == 7)
    }
}
