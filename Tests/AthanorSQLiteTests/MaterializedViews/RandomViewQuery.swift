import TestSupport

/// A random query for a view, over tables with values of all types under all kinds of columns.
struct RandomViewQuery {
    /// What a column compares as. Where the parts of a compound differ in it, SQLite itself leaves open as what the column
    /// compares. (https://sqlite.org/datatype3.html#affinity_of_compound_views)
    struct Comparison: Hashable {
        enum Class: Hashable {
            case none
            case blob
            case text
            case number
            /// It compares as other numbers do, but SQLite may read integers of another part as reals.
            case real
        }

        let affinity: Class
        var collation = "BINARY"
    }

    private struct Source {
        let name: String
        let columns: [(name: String, comparison: Comparison)]
    }

    /// Tables that the queries read, with a plain view over one of them, and `other`, which the answers join.
    static let schema = """
        CREATE TABLE other (i INTEGER, t TEXT, n TEXT COLLATE NOCASE, u);
        INSERT INTO other VALUES (1, '1', 'X', 1), (5, 'x', 'abc', '1'), (0, '01', 'x', 'x'), (NULL, 'X', NULL, 'X');
        CREATE TABLE loose (
            i INTEGER, t TEXT, n VARCHAR(10) COLLATE NOCASE, r REAL, d DECIMAL(10, 2), u, e TEXT COLLATE RTRIM, y ANY,
            o BOOLEAN);
        CREATE TABLE strict (i INTEGER, t TEXT COLLATE NOCASE, r REAL, a ANY, b BLOB) STRICT;
        CREATE VIEW seen AS SELECT i, t, n, a.u AS u, r + 0 AS s FROM loose AS a;
        """

    private static let sources = [
        Source(
            name: "loose",
            columns: [
                ("i", Comparison(affinity: .number)), ("t", Comparison(affinity: .text)),
                ("n", Comparison(affinity: .text, collation: "NOCASE")), ("r", Comparison(affinity: .real)),
                ("d", Comparison(affinity: .number)), ("u", Comparison(affinity: .blob)),
                ("e", Comparison(affinity: .text, collation: "RTRIM")), ("y", Comparison(affinity: .number)),
                ("o", Comparison(affinity: .number)),
            ]),
        Source(
            name: "strict",
            columns: [
                ("i", Comparison(affinity: .number)), ("t", Comparison(affinity: .text, collation: "NOCASE")),
                ("r", Comparison(affinity: .real)), ("a", Comparison(affinity: .blob)),
                ("b", Comparison(affinity: .blob)),
            ]),
        Source(
            name: "seen",
            columns: [
                ("i", Comparison(affinity: .number)), ("t", Comparison(affinity: .text)),
                ("n", Comparison(affinity: .text, collation: "NOCASE")), ("u", Comparison(affinity: .blob)),
                ("s", Comparison(affinity: .none)),
            ]),
    ]

    /// Literals of all storage classes, among them texts that look like numbers.
    static let literals = [
        "1", "'1'", "'01'", "1.0", "'x'", "'X'", "'x '", "NULL", "x'78'", "'abc'", "''", "5", "-1", "2.5",
        "9007199254740993", "'1e0'", "'+4912345678901234567890'", "9e999", "'00742'", "-9223372036854775807 - 1",
    ]

    /// Statements that change what the sources hold.
    static func changes(_ random: inout SeededNumbers) -> [String] {
        var statements = ["DELETE FROM loose WHERE rowid % 3 = 0", "DELETE FROM strict WHERE rowid % 3 = 0"]
        func pick(from literals: [String]) -> String { literals.randomElement(using: &random) ?? "NULL" }
        let texts = literals.filter { $0.hasPrefix("'") } + ["NULL"]
        let integers = ["1", "5", "-1", "9007199254740993", "NULL"]
        for _ in 0..<6 {
            let values = (0..<9).map { _ in pick(from: literals) }.joined(separator: ", ")
            statements.append("INSERT INTO loose VALUES (\(values))")
            statements.append(
                "INSERT INTO strict VALUES (\(pick(from: integers)), \(pick(from: texts)), "
                    + "\(pick(from: ["1.0", "2.5", "NULL"])), \(pick(from: literals)), "
                    + "\(pick(from: ["x'78'", "x''", "NULL"])))")
        }
        return statements
    }

    /// The query.
    let text: String
    /// What `CREATE VIEW` says after the name: nothing, or names for the columns.
    let columnList: String
    /// Indexes on the view: `VIEW` stands for it.
    let indexes: [String]
    /// The names of its columns, each with what it compares as; `nil` where SQLite leaves that open.
    let columns: [(name: String, comparison: Comparison?)]

    init(_ random: inout SeededNumbers) {
        let count = Int.random(in: 1...3, using: &random)
        let (first, second) = (Self.select(count, &random), Self.select(count, &random))
        let names = (0..<count).map { "x\($0)" }
        let list = names.joined(separator: ", ")
        let operators = ["UNION ALL", "UNION ALL", "UNION", "EXCEPT", "INTERSECT"]
        var compound = "\(first.text) \(operators.randomElement(using: &random) ?? "UNION") \(second.text)"
        var agreed = zip(first.comparisons, second.comparisons).map { $0 == $1 ? $0 : nil }
        if Int.random(in: 0..<3, using: &random) == 0 {
            let third = Self.select(count, &random)
            compound += " \(operators.randomElement(using: &random) ?? "UNION") \(third.text)"
            agreed = zip(agreed, third.comparisons).map { $0 == $1 ? $0 : nil }
        }
        var comparisons: [Comparison?] = first.comparisons
        var canBeNamed = true
        switch Int.random(in: 0..<10, using: &random) {
        case 0:
            text = compound
            comparisons = agreed
        case 1:
            text = "SELECT * FROM (\(compound))"
            comparisons = agreed
            canBeNamed = false
        case 2:
            text = "WITH w (\(list)) AS (\(compound)) SELECT \(list) FROM w"
            comparisons = agreed
        case 3: text = "WITH w AS (\(first.text)) SELECT \(list) FROM w"
        case 4: text = "SELECT \(list) FROM (\(first.text)) GROUP BY \(list)"
        case 5:
            // Its columns are expressions, of which indexes are common.
            let aggregates = names.map {
                ["count(\($0))", "max(\($0))", "sum(\($0))"].randomElement(using: &random) ?? $0
            }
            let listed = zip(aggregates, names).map { "\($0) AS \($1)" }.joined(separator: ", ")
            text = "SELECT \(listed) FROM (\(first.text)) GROUP BY \(names[0])"
            comparisons = names.indices.map { index in
                Comparison(
                    affinity: .none,
                    collation: aggregates[index].hasPrefix("max") ? first.comparisons[index].collation : "BINARY")
            }
        default: text = first.text
        }
        // SQLite 3.40 gives integers of a compound as reals where the view names its columns: so does the plain view. But
        // with a * Athanor names none.
        let isNamed = canBeNamed && Int.random(in: 0..<4, using: &random) == 0
        columnList = isNamed ? "(\(names.map { "y" + $0 }.joined(separator: ", ")))" : ""
        let shown = isNamed ? names.map { "y" + $0 } : names
        columns = Array(zip(shown, comparisons)).map { (name: $0, comparison: $1) }
        let indexed = (0..<Int.random(in: 0...2, using: &random)).map { _ in
            shown.shuffled(using: &random).prefix(Int.random(in: 1...2, using: &random))
                .map { $0 + (["", "", " DESC", " COLLATE NOCASE"].randomElement(using: &random) ?? "") }
        }
        indexes = indexed.enumerated().map { "CREATE INDEX by_\($0) ON VIEW (\($1.joined(separator: ", ")))" }
    }

    private static func select(
        _ count: Int, _ random: inout SeededNumbers
    ) -> (text: String, comparisons: [Comparison]) {
        guard let source = sources.randomElement(using: &random) else { return ("", []) }
        var expressions: [String] = []
        var comparisons: [Comparison] = []
        for index in 0..<count {
            let (expression, comparison) = expression(over: source, &random)
            expressions.append("\(expression) AS x\(index)")
            comparisons.append(comparison)
        }
        let distinct = Int.random(in: 0..<4, using: &random) == 0 ? "DISTINCT " : ""
        return ("SELECT \(distinct)\(expressions.joined(separator: ", ")) FROM \(source.name)", comparisons)
    }

    private static func expression(over source: Source, _ random: inout SeededNumbers) -> (String, Comparison) {
        guard let (name, comparison) = source.columns.randomElement(using: &random),
            let other = source.columns.randomElement(using: &random)?.name
        else { return ("NULL", Comparison(affinity: .none)) }
        func of(_ affinity: Comparison.Class) -> Comparison {
            Comparison(affinity: affinity, collation: comparison.collation)
        }
        switch Int.random(in: 0..<14, using: &random) {
        case 0: return ("CAST(\(name) AS TEXT)", of(.text))
        case 1: return ("CAST(\(name) AS INTEGER)", of(.number))
        case 2: return ("CAST(\(name) AS NUMERIC)", of(.number))
        case 3: return ("CAST(\(name) AS REAL)", of(.real))
        case 4: return ("CAST(\(name) AS BLOB)", of(.blob))
        case 5: return ("\(name) COLLATE NOCASE", Comparison(affinity: comparison.affinity, collation: "NOCASE"))
        case 6: return ("coalesce(\(name), \(other))", Comparison(affinity: .none))
        case 7: return ("\(name) || \(other)", Comparison(affinity: .none))
        case 8: return ("\(name) + 1", Comparison(affinity: .none))
        case 9: return ("+\(name)", of(.none))
        default: return (name, comparison)
        }
    }

    /// Queries over a view of this definition, the view being called `VIEW`: all of them where it is known as what the
    /// columns compare, else those that compare nothing.
    func questions() -> [String] {
        var questions = ["SELECT \(columns.map { $0.name }.joined(separator: ", ")) FROM VIEW"]
        if columns.allSatisfy({ $0.comparison != nil }) {
            let values = columns.map { "typeof(\($0.name)), quote(\($0.name)), hex(\($0.name))" }
            questions.append("SELECT \(values.joined(separator: ", ")) FROM VIEW")
        }
        for (name, comparison) in columns {
            questions.append("SELECT count(*), count(\(name)) FROM VIEW")
            guard let comparison else { continue }
            questions.append("SELECT \(name) + 1, \(name) || '' FROM VIEW")
            for literal in Self.literals {
                questions.append("SELECT quote(\(name)) FROM VIEW WHERE \(name) = \(literal)")
                questions.append("SELECT quote(\(name)) FROM VIEW WHERE \(literal) < \(name)")
                questions.append("SELECT quote(\(name)), \(name) >= \(literal), \(name) IS \(literal) FROM VIEW")
                questions.append("SELECT count(*) FROM VIEW WHERE \(name) IN (\(literal), 'zz')")
            }
            questions.append("SELECT count(DISTINCT \(name)) FROM VIEW")
            questions.append("SELECT count(*) FROM (SELECT DISTINCT \(name) FROM VIEW)")
            questions.append("SELECT count(*) FROM VIEW GROUP BY \(name)")
            questions.append("SELECT quote(\(name)) FROM VIEW ORDER BY \(name), typeof(\(name)), hex(\(name))")
            // Of values that compare as equal ('x' and 'X', 1 and 1.0) SQLite gives one or the other, as its plan falls out.
            for extreme in ["max", "min"] {
                questions.append("SELECT count(*) FROM VIEW WHERE \(name) = (SELECT \(extreme)(\(name)) FROM VIEW)")
            }
            questions += columns.filter { $0.comparison != nil }.map {
                "SELECT count(*) FROM VIEW WHERE \(name) = \($0.name)"
            }
            // SQLite 3.40 joins with RTRIM in one way or the other, as its indexes for the moment fall out.
            guard comparison.collation != "RTRIM" else { continue }
            for other in ["i", "t", "n", "u"] {
                questions.append("SELECT count(*) FROM VIEW JOIN other ON VIEW.\(name) = other.\(other)")
                questions.append("SELECT count(*) FROM VIEW JOIN other ON other.\(other) = VIEW.\(name)")
            }
            questions.append("SELECT count(*) FROM VIEW AS a JOIN VIEW AS b ON a.\(name) = b.\(name)")
        }
        return questions
    }
}
