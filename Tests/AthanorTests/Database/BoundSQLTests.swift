public import Athanor
import AthanorPostgreSQL
import AthanorSQLite
import Foundation
import TestSupport
import Testing

@Suite("Bound SQL")
struct BoundSQLTests {
    private enum Region: String, SQLBindable, SQLReadable { case east, west }

    @Test("An interpolated value is never SQL", arguments: TestedDatabase.allCases)
    func injection(_ system: TestedDatabase) async throws {
        try await ScratchDatabase.with(system) { database in
            try await database.connected { connection in
                try await connection.query("CREATE TABLE accounts (id integer, region text)")
                let regions = ["east", "'; DROP TABLE accounts; --", "a'b\"c\\d$1", "東京", ""]
                for (id, region) in regions.enumerated() {
                    let added = try await connection.query("INSERT INTO accounts VALUES (\(id), \(region))")
                    #expect(added.affectedRows == 1)
                    #expect(added.isEmpty)
                }
                for (id, region) in regions.enumerated() {
                    let found = try await connection.query("SELECT id FROM accounts WHERE region = \(region)")
                    #expect(try found.map { try $0["id", as: Int.self] } == [id])
                }
                let changed = try await connection.query("UPDATE accounts SET region = \(Region.west) WHERE id < \(2)")
                #expect(changed.affectedRows == 2)
                let all = try await connection.query("SELECT region FROM accounts WHERE id = \(0)")
                #expect(try all.first?["region", as: Region.self] == .west)
            }
        }
    }

    @Test("A name is quoted, and raw text needs its word", arguments: TestedDatabase.allCases)
    func names(_ system: TestedDatabase) async throws {
        try await ScratchDatabase.with(system) { database in
            try await database.connected { connection in
                let (table, column) = ("od\"d table", "sel.ect")
                let name = QualifiedName(schema: nil, name: column)
                try await connection.query("CREATE TABLE \(identifier: table) (\(identifier: name) integer)")
                try await connection.query("INSERT INTO \(identifier: table) VALUES (\(7)), (\(8))")
                let condition: BoundSQL = "\(identifier: name) > \(7)"
                let rows = try await connection.query(
                    "SELECT \(raw: "1 + 1") AS two, \(9) AS nine FROM \(identifier: table) WHERE \(condition)")
                #expect(rows.count == 1)
                #expect(try rows.first?["two", as: Int.self] == 2)
                #expect(try rows.first?["nine", as: Int.self] == 9)
                await #expect(throws: OperationError.self) {
                    try await connection.query("SELECT 1 FROM \(identifier: "")")
                }
            }
        }
    }

    @Test("A value does not run together with its neighbours", arguments: TestedDatabase.allCases)
    func neighbours(_ system: TestedDatabase) async throws {
        try await ScratchDatabase.with(system) { database in
            try await database.connected { connection in
                let rows = try await connection.query("SELECT 5 AS a WHERE 1 IN (\(1)) ORDER BY 1 LIMIT\(1)")
                #expect(rows.count == 1)
                await #expect(throws: DatabaseFailure.self) { try await connection.query("SELECT \(1)0 AS a, \(2)") }
            }
        }
    }

    @Test("A value in quotation marks is an error and not text", arguments: TestedDatabase.allCases)
    func quotationMarks(_ system: TestedDatabase) async throws {
        try await ScratchDatabase.with(system) { database in
            try await database.connected { connection in
                let name = "Ada"
                await #expect(throws: DatabaseFailure.self) { try await connection.query("SELECT '\(name)'") }
                await #expect(throws: DatabaseFailure.self) { try await connection.query("SELECT '\(name)', \(name)") }
            }
        }
    }

    @Test("Values of every type come back as they were", arguments: TestedDatabase.allCases)
    func types(_ system: TestedDatabase) async throws {
        try await ScratchDatabase.with(system) { database in
            try await database.connected { connection in
                let isPostgreSQL = system == .postgreSQL
                let types =
                    isPostgreSQL
                    ? "b boolean, i bigint, d float8, n numeric, u uuid, t timestamptz, x bytea, s text"
                    : "b boolean, i integer, d real, n numeric, u text, t text, x blob, s text"
                try await connection.query("CREATE TABLE v (\(raw: types))")
                let (id, bytes) = (UUID(), [0, 39, 92, 255] as [UInt8])
                let exact = try #require(Decimal(string: "-12345678.0625"))
                let moment = Date(timeIntervalSince1970: 1_796_000_000.25)
                try await connection.query(
                    """
                    INSERT INTO v VALUES (\(true), \(Int64.min), \(0.1), \(exact), \(id), \(moment), \(bytes), \("s"[...]))
                    """)
                let nothing = String?.none
                try await connection.query(
                    """
                    INSERT INTO v VALUES (\(Bool?.none), \(Int?.none), \(Double?.none), \(Decimal?.none), \(UUID?.none),
                                          \(Date?.none), \(Data?.none), \(nothing))
                    """)
                let row = try #require(try await connection.query("SELECT * FROM v WHERE u = \(id)").first)
                #expect(try row["b", as: Bool.self])
                #expect(try row["i", as: Int64.self] == .min)
                #expect(try row["d", as: Double.self] == 0.1)
                #expect(try row["n", as: Decimal.self] == exact)
                #expect(try row["u", as: UUID.self] == id)
                #expect(try row["t", as: Date.self] == moment)
                #expect(try row["x", as: [UInt8].self] == bytes)
                #expect(try row["x", as: Data.self] == Data(bytes))
                #expect(try row["s", as: String.self] == "s")
                let empty = try #require(try await connection.query("SELECT * FROM v WHERE u IS NULL").first)
                #expect(empty.values.allSatisfy { $0 == .null })
                #expect(try empty["t", as: Date?.self] == nil)
                #expect(try empty["n", as: Decimal?.self] == nil)
            }
        }
    }

    @Test("Arrays are bound and read on PostgreSQL")
    func arrays() async throws {
        try await ScratchDatabase.with(.postgreSQL) { database in
            try await database.connected { connection in
                let texts: [String?] = ["a", "", "NULL", nil, "{b,\"c\"}", "d\\e", "東 京", " x "]
                let bytes: [[UInt8]] = [[0, 92, 34], []]
                let moments = [Date(timeIntervalSince1970: 0.5), Date(timeIntervalSince1970: 1_796_000_000)]
                let exact = [Decimal(string: "1.50"), nil]
                let row = try #require(
                    try await connection.query(
                        """
                        SELECT \(texts)::text[] AS texts, \([1, -2, Int.max])::bigint[] AS numbers,
                               \([true, false])::bool[] AS flags, \(bytes)::bytea[] AS bytes,
                               \([[1, 2], [3, 4]])::int[] AS grid, \([Int]())::int[] AS nothing,
                               \(moments)::timestamptz[] AS moments, \(exact)::numeric[] AS exact,
                               '[2:3]={5,6}'::int[] AS bounds
                        """
                    ).first)
                #expect(try row["texts", as: [String?].self] == texts)
                #expect(try row["numbers", as: [Int].self] == [1, -2, .max])
                #expect(try row["flags", as: [Bool].self] == [true, false])
                #expect(try row["bytes", as: [[UInt8]].self] == bytes)
                #expect(try row["bytes", as: [Data].self] == bytes.map { Data($0) })
                #expect(try row["grid", as: [[Int]].self] == [[1, 2], [3, 4]])
                #expect(try row["nothing", as: [Int].self] == [])
                #expect(try row["moments", as: [Date].self] == moments)
                #expect(try row["exact", as: [Decimal?].self] == exact)
                #expect(try row["bounds", as: [Int].self] == [5, 6])
                let found = try await connection.query("SELECT 1 AS one WHERE \(2) = ANY(\([1, 2, 3]))")
                #expect(found.count == 1)
                #expect(throws: RowError.self) { try row["texts", as: [String].self] }
                #expect(throws: RowError.self) { try row["texts", as: [Int?].self] }
            }
        }
    }

    @Test("SQLite refuses arrays with advice, and reads JSON")
    func arraysOfSQLite() async throws {
        try await ScratchDatabase.with(.sqlite) { database in
            try await database.connected { connection in
                let error = await #expect(throws: BindingError.self) {
                    try await connection.query("SELECT \(["a"])")
                }
                #expect(error?.advice.contains("json_each") == true)
                let ids = "[1, 3]"
                let rows = try await connection.query(
                    "SELECT value FROM json_each('[1, 2, 3]') WHERE value IN (SELECT value FROM json_each(\(ids)))")
                #expect(try rows.map { try $0["value", as: Int.self] } == [1, 3])
            }
        }
    }

    @Test("A number that SQLite would change is refused or kept, and compares as a number")
    func numbersOfSQLite() async throws {
        try await ScratchDatabase.with(.sqlite) { database in
            try await database.connected { connection in
                await #expect(throws: BindingError.self) { try await connection.query("SELECT \(Double.nan)") }
                await #expect(throws: BindingError.self) { try await connection.query("SELECT \(Decimal.nan)") }
                let infinite = try await connection.query("SELECT \(Double.infinity) AS d").first
                #expect(try infinite?["d", as: Double.self] == .infinity)
                let long = try #require(Decimal(string: "1234567890.12345678901234567"))
                let half = try #require(Decimal(string: "1.5"))
                let row = try #require(
                    try await connection.query("SELECT \(half) < 2 AS less, \(long) AS long").first)
                #expect(try row["less", as: Bool.self])
                #expect(try row["long", as: Decimal.self] == long)
                let most = UInt64(Int64.max)
                let kept = try await connection.query("SELECT \(most) AS most, typeof(\(most)) AS type").first
                #expect(try kept?["most", as: UInt64.self] == most)
                #expect(try kept?["type", as: String.self] == "integer")
                for query: BoundSQL in ["SELECT \(UInt64.max)", "SELECT \(most + 1)", "SELECT \(Int128.min)"] {
                    let error = await #expect(throws: BindingError.self) { try await connection.query(query) }
                    #expect(error?.message.contains("SQLite's integers have 64 bits") == true)
                }
            }
        }
    }

    @Test("Of a long decimal number, SQLite keeps the digits in columns of text, and rounds it in those of numbers")
    func longDecimalsOfSQLite() async throws {
        try await ScratchDatabase.with(.sqlite) { database in
            try await database.connected { connection in
                let types = ["text", "", "numeric", "decimal(20, 4)", "integer", "real"]
                let columns = types.enumerated().map { "c\($0.offset) \($0.element)" }.joined(separator: ", ")
                try await connection.query("CREATE TABLE v (\(raw: columns))")
                let long = try #require(Decimal(string: "1234567890123456.7891"))
                let short = try #require(Decimal(string: "12345678901.2345"))
                for number in [long, short] {
                    try await connection.query(
                        """
                        INSERT INTO v
                        VALUES (\(number), \(number), \(number), \(number), \(number), \(number))
                        """)
                }
                let rows = try await connection.query("SELECT * FROM v ORDER BY rowid").map { $0 }
                try #require(rows.count == 2)
                for (place, type) in types.enumerated() {
                    let isNumeric = place > 1
                    #expect(try (rows[0]["c\(place)", as: Decimal.self] == long) == !isNumeric, "\(type)")
                    #expect(try rows[1]["c\(place)", as: Decimal.self] == short, "\(type)")
                }
            }
        }
    }

    @Test(
        "SQLite binds a whole decimal number of 64 bits as an integer, whatever its digits are",
        arguments: [
            ("9223372036854775807", "integer"), ("-9223372036854775808", "integer"), ("1234567890123456", "integer"),
            ("9223372036854775808", "text"), ("1e20", "real"), ("1234567890123.25", "real"),
            ("1234567890123456.5", "text"),
        ])
    func storageOfDecimals(_ digits: String, _ type: String) async throws {
        let number = try #require(Decimal(string: digits))
        try await ScratchDatabase.with(.sqlite) { database in
            try await database.connected { connection in
                let row = try #require(
                    try await connection.query("SELECT typeof(\(number)) AS type, \(number) AS number").first)
                #expect(try row["type", as: String.self] == type)
                #expect(try row["number", as: Decimal.self] == number)
            }
        }
    }

    @Test("Integers of any width are bound exactly")
    func wideIntegers() async throws {
        #expect(Int128.min.boundValue == .wideInteger("-170141183460469231731687303715884105728"))
        #expect(UInt128.max.boundValue == .wideInteger("340282366920938463463374607431768211455"))
        #expect(UInt64.max.boundValue == .wideInteger("18446744073709551615"))
        #expect(Int128(-5).boundValue == .value(.integer(-5)))
        #expect(UInt128(Int64.max).boundValue == .value(.integer(.max)))
        try await ScratchDatabase.with(.postgreSQL) { database in
            try await database.connected { connection in
                let row = try #require(
                    try await connection.query(
                        """
                        SELECT \(Int128.min)::numeric::text AS least, \(UInt128.max)::numeric::text AS most,
                               \([UInt64.max, 1])::numeric[] AS list
                        """
                    ).first)
                #expect(try row["least", as: String.self] == "\(Int128.min)")
                #expect(try row["most", as: String.self] == "\(UInt128.max)")
                #expect(try row["list", as: [UInt64].self] == [.max, 1])
            }
        }
    }

    @Test("A number that is not finite is bound on PostgreSQL")
    func numbersOfPostgreSQL() async throws {
        try await ScratchDatabase.with(.postgreSQL) { database in
            try await database.connected { connection in
                let row = try #require(
                    try await connection.query(
                        """
                        SELECT \(Double.nan)::float8 AS a, \(-Double.infinity)::float8 AS b, \(Decimal.nan)::numeric AS c,
                               \(UInt64.max)::numeric AS d
                        """
                    ).first)
                #expect(try row["a", as: Double.self].isNaN)
                #expect(try row["b", as: Double.self] == -.infinity)
                #expect(try row["c", as: Double.self].isNaN)
                #expect(try row["d", as: UInt64.self] == .max)
                #expect(throws: RowError.self) { try row["d", as: Int64.self] }
            }
        }
    }

    @Test("A moment means the same in every time zone of the session, early and late")
    func momentsOfPostgreSQL() async throws {
        try await ScratchDatabase.with(.postgreSQL) { database in
            try await database.connected { connection in
                let moments = [
                    Date(timeIntervalSince1970: 0), Date(timeIntervalSince1970: -0.5), Date.distantPast,
                    Date(timeIntervalSince1970: -62_200_000_000), Date(timeIntervalSince1970: 400_000_000_000),
                    Date(timeIntervalSince1970: 1_800_000_000.125),
                ]
                for zone in ["UTC", "Asia/Tokyo", "Asia/Kolkata", "America/St_Johns"] {
                    try await connection.query("SELECT set_config('timezone', \(zone), false)")
                    for moment in moments {
                        let seconds = moment.timeIntervalSince1970
                        let row = try await connection.query(
                            """
                            SELECT \(moment)::timestamptz AS t, \(moment)::timestamptz = to_timestamp(\(seconds)::float8) AS same,
                                   \(moment)::timestamp AS plain
                            """
                        ).first
                        #expect(try row?["same", as: Bool.self] == true, "\(moment) in \(zone)")
                        #expect(try row?["t", as: Date.self] == moment, "\(moment) in \(zone)")
                        #expect(try row?["plain", as: Date.self] == moment, "\(moment) in \(zone)")
                    }
                }
                await #expect(throws: BindingError.self) {
                    try await connection.query("SELECT \(Date(timeIntervalSince1970: .infinity))::timestamptz")
                }
                await #expect(throws: BindingError.self) {
                    try await connection.query("SELECT \(Date(timeIntervalSince1970: 1e300))::timestamptz")
                }
            }
        }
    }

    @Test("A moment of SQLite sorts among those of CURRENT_TIMESTAMP")
    func momentsOfSQLite() async throws {
        try await ScratchDatabase.with(.sqlite) { database in
            try await database.connected { connection in
                let moment = Date(timeIntervalSince1970: 1_796_000_000.25)
                let row = try #require(
                    try await connection.query(
                        """
                        SELECT \(moment) AS text, unixepoch(\(moment)) AS seconds, \(moment) < CURRENT_TIMESTAMP AS before,
                               \(Date.distantPast) < CURRENT_TIMESTAMP AS early
                        """
                    ).first)
                #expect(try row["text", as: String.self] == "2026-11-30 00:53:20.250")
                #expect(try row["seconds", as: Date.self] == Date(timeIntervalSince1970: 1_796_000_000))
                #expect(try row["early", as: Bool.self])
                await #expect(throws: BindingError.self) {
                    try await connection.query("SELECT \(Date(timeIntervalSince1970: 400_000_000_000))")
                }
            }
        }
    }
}

extension Int128: SQLBindable {}
extension UInt128: SQLBindable {}
