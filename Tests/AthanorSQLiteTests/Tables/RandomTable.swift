import Athanor
import TestSupport

/// A table with whatever a table can have, and what depends on it. The columns `y` and `z` and the constraint `named`
/// are for altering: nothing else names them.
struct RandomTable {
    /// Lines of the text of CREATE TABLE that no alteration touches.
    private(set) var lines: [String] = []
    private(set) var script = ""
    /// Columns that stay as they are.
    private(set) var columns: [String] = []
    private(set) var hasRowNumbers = true
    private(set) var hasGenerated = false
    private(set) var isStrict = false
    /// Whether a foreign key elsewhere leads to no key, so that SQLite can check none.
    private(set) var hasKeylessForeignKey = false
    /// Its name.
    let name: String
    private var quoted: String { "\"\(name.replacing("\"", with: "\"\""))\"" }

    private static let names = ["t", "t", "T2", "e\u{301}", "\u{C4}", "a \"b\" c", "x.y", "select", "\u{301}x", "main"]

    init(_ random: inout SeededNumbers) {
        func chance(_ random: inout SeededNumbers) -> Bool { Bool.random(using: &random) }
        name = Self.names.randomElement(using: &random) ?? "t"
        isStrict = chance(&random)
        let (text, number) = isStrict ? ("TEXT", "INTEGER") : ("varchar(20)", "int")
        var elements: [String] = []
        var tail: [String] = []
        switch Int.random(in: 0..<7, using: &random) {
        case 0: elements.append("id INTEGER CONSTRAINT \"the key\" PRIMARY KEY AUTOINCREMENT")
        case 1: elements.append("id INTEGER PRIMARY KEY ON CONFLICT REPLACE AUTOINCREMENT")
        case 4:
            (elements, tail) = (
                ["id INTEGER"], ["CONSTRAINT \"k\" PRIMARY KEY (\"ID\" ASC autoincrement) ON CONFLICT IGNORE"]
            )
        case 2: elements.append("id INTEGER PRIMARY KEY")
        case 3:
            elements.append("id INTEGER PRIMARY KEY")
            hasRowNumbers = false
        default:
            elements.append("id INTEGER NOT NULL UNIQUE /* no key */")
            if chance(&random) { tail.append("PRIMARY KEY (id DESC, \"a b\")") }
        }
        elements.append(
            "\"a b\" \(text) NOT NULL \(chance(&random) ? "ON CONFLICT IGNORE " : "")\(chance(&random) ? "COLLATE NOCASE" : "DEFAULT ('x' || 'y')") /* , ) */"
        )
        if chance(&random) {
            elements.append("n \(number) DEFAULT (abs(-3)) CHECK (n >= 0 AND 'z' <> ')')")
        } else {
            elements.append("n \(number) DEFAULT -1 -- 'as, it (is)")
        }
        hasGenerated = chance(&random)
        if hasGenerated {
            elements.append("g \(number) GENERATED ALWAYS AS (n * 2) \(chance(&random) ? "STORED" : "")")
        }
        elements.append("v \(number) AS (length(\"a b\") + id)\(chance(&random) ? " STORED" : "")")
        if chance(&random) {
            elements.append("[p] \(number) REFERENCES \(quoted) (id) ON DELETE CASCADE DEFERRABLE")
        } else if chance(&random) {
            elements.append(
                "p \(number) REFERENCES \(quoted) (id) CHECK (p IS NULL) NOT DEFERRABLE INITIALLY IMMEDIATE")
        } else {
            elements.append("p \(number)")
        }
        elements += ["\"\u{E9}\" \(text)", "\"e\u{301}\" \(text) DEFAULT '\u{E9}'"]
        let alterable = ["y \(text)", "z \(text) DEFAULT '5'"].shuffled(using: &random)
        let kept = elements
        for element in alterable { elements.insert(element, at: Int.random(in: 1...elements.count, using: &random)) }
        if chance(&random) { tail.append("CHECK (\(quoted).id > 0)") }
        if chance(&random) { tail.append("UNIQUE (\"a b\", id) ON CONFLICT IGNORE") }
        let named = "CONSTRAINT named CHECK (id <> 77)"
        tail.insert(named, at: Int.random(in: 0...tail.count, using: &random))
        lines = kept + tail.filter { $0 != named }
        columns = ["id", "a b", "n", "v", "p", "\u{E9}", "e\u{301}"]
        let options = [isStrict ? "STRICT" : nil, hasRowNumbers ? nil : "WITHOUT ROWID"].compactMap(\.self)
        let list = (elements + tail).map { $0.contains("--") ? $0.replacing(" --", with: ", --") : $0 + "," }
        // The last comma goes; it stands before a comment in none, since `named` or another constraint is last.
        let body = list.joined(separator: "\n  ").dropLast()
        script = "CREATE TABLE \(quoted) (\n  \(body)\n) \(options.joined(separator: ", "));\n"
        if elements.contains(where: { $0.contains("--") }) {
            lines = lines.map { $0.replacing(" -- 'as, it (is)", with: "") } + ["-- 'as, it (is)"]
        }
        script += dependents(&random)
    }

    private mutating func dependents(_ random: inout SeededNumbers) -> String {
        let t = quoted
        func chance(_ random: inout SeededNumbers) -> Bool { Bool.random(using: &random) }
        var text = """
            CREATE TABLE child (id INTEGER PRIMARY KEY, t INTEGER REFERENCES \(quoted) (id) ON DELETE CASCADE ON UPDATE CASCADE);
            CREATE TABLE log (what TEXT);

            """
        hasKeylessForeignKey = Int.random(in: 0..<4, using: &random) == 0
        if hasKeylessForeignKey {
            text += "CREATE TABLE keyless (a, b);\nCREATE TABLE referring (x REFERENCES keyless (a));\n"
        }
        if chance(&random) { text += "CREATE INDEX qualified ON \(t) (n) WHERE \(t).n > 0 AND \(t).id <> 5;\n" }
        if chance(&random) { text += "CREATE INDEX \"by expression\" ON \(t) (lower(\"a b\"), n DESC);\n" }
        if chance(&random) { text += "CREATE UNIQUE INDEX partial ON \(t) (id, n) WHERE n > 0 /* and no more */;\n" }
        if chance(&random) { text += "CREATE VIEW shown AS SELECT id, \"a b\" AS name FROM \(t) WHERE n > 0;\n" }
        if chance(&random) {
            text += "CREATE VIEW joined AS SELECT \(t).n, child.id FROM \(t) JOIN child ON child.t = \(t).id;\n"
        }
        if chance(&random) {
            text += "CREATE TRIGGER noted AFTER UPDATE OF n ON \(t) BEGIN INSERT INTO log VALUES (new.\"a b\"); END;\n"
        }
        if chance(&random) {
            text += "CREATE TRIGGER passed AFTER INSERT ON log BEGIN UPDATE \(t) SET n = n + 1 WHERE id = 1; END;\n"
        }
        for id in 1...8 where Int.random(in: 0..<4, using: &random) > 0 || id == 8 {
            text +=
                "INSERT INTO \(t) (id, \"a b\", n, p, y, z, \"e\u{301}\") VALUES (\(id), 'name \(id)', \(id % 3), NULL, 'y', '\(id)', '\(id)');\n"
            if id < 8, chance(&random) { text += "INSERT INTO child (t) VALUES (\(id));\n" }
        }
        text += "DELETE FROM \(t) WHERE id = 8;\n"
        if chance(&random) { text += "ANALYZE;\n" }
        return text
    }

    /// Alterations of `y`, `z`, `named` and, where it is there, `g`.
    func alterations(_ random: inout SeededNumbers, _ op: Operations) -> [any MigrationOperation] {
        let t = QualifiedName(schema: nil, name: name)
        var all: [any MigrationOperation] = [
            op.alterColumn("z", of: t, .type(.integer, using: "CAST(z AS INTEGER) + 1")),
            op.alterColumn("z", of: t, .notNull), op.alterColumn("z", of: t, .default(.expression("upper('z')"))),
            op.alterColumn("z", of: t, .dropDefault()),
            op.addConstraint(.unique("z", "id", name: "new one"), on: t),
            op.addConstraint(.check("z <> 'never'", name: "new check"), on: t),
            op.renameConstraint("named", on: t, to: "renamed"),
            op.addColumn(.column("e", .text, nullable: false, default: .expression("hex(randomblob(4))")), to: t),
            op.addColumn(.column("s", .integer, generated: .stored("id + 1")), to: t),
            op.dropColumn("y", from: t),
        ]
        if hasGenerated { all.append(op.alterTable(t, [.alterColumn("g", .dropExpression)])) }
        let count = Int.random(in: 1...3, using: &random)
        var chosen = Array(all.shuffled(using: &random).prefix(count))
        switch Int.random(in: 0..<4, using: &random) {
        case 0: chosen.append(op.renameColumn("z", of: t, to: "z two"))
        case 1: chosen.append(op.dropConstraint("named", on: t, ifExists: true))
        default: break
        }
        return chosen
    }
}
