import Athanor
import Testing

@Suite struct OperationsBuilderTests {
    struct Conditional: Revision {
        static let revision: RevisionID = "a"
        static let downRevisions: [RevisionID] = []

        func upgrade(_ op: Operations) -> OperationList {
            let tables = ["a", "b"]
            for table in tables {
                op.execute("CREATE TABLE \(table) (id int)")
            }
            if op.arguments["seed"] == "yes" {
                op.execute("INSERT INTO a VALUES (1)")
            }
            if op.databaseKind.name == "one" {
                op.createMaterializedView("v", as: "SELECT 1", indexes: [.unique("id")])
            } else {
                op.dropMaterializedView("v", ifExists: true)
            }
            op.autocommit {
                op.execute("VACUUM")
            }
            op.run("count rows") { _ in }
        }
    }

    @Test("if, for and let work in a body")
    func body() {
        let one = Conditional().upgrade(Operations(databaseKind: DatabaseKind(name: "one"), arguments: ["seed": "yes"]))
        #expect(
            one.map(\.summary) == [
                "execute CREATE TABLE a (id int)", "execute CREATE TABLE b (id int)",
                "execute INSERT INTO a VALUES (1)",
                "create materialized view v", "outside the transaction: execute VACUUM", "run count rows",
            ])
        let other = Conditional().upgrade(Operations(databaseKind: DatabaseKind(name: "other")))
        #expect(other.map(\.summary).contains("drop materialized view v"))
        #expect(!other.map(\.summary).contains("execute INSERT INTO a VALUES (1)"))
    }

    @Test("Operations are values: equal when they say the same")
    func values() {
        let op = Operations(databaseKind: DatabaseKind(name: "one"))
        let first = op.createMaterializedView("s.v", as: "SELECT 1")
        #expect(
            first
                == CreateMaterializedView(
                    MaterializedViewDefinition(QualifiedName(schema: "s", name: "v"), as: "SELECT 1")))
        #expect(first != op.createMaterializedView("s.v", as: "SELECT 2"))
    }

    @Test("An index takes its name from view and columns, within 63 bytes")
    func indexNames() {
        #expect(IndexDefinition.unique("a", "b").name(on: "s.v") == "v_a_b_key")
        #expect(IndexDefinition.index("a").name(on: "v") == "v_a_idx")
        #expect(IndexDefinition.index("a", name: "mine").name(on: "v") == "mine")
        let long = IndexDefinition.unique(.column(String(repeating: "集", count: 30))).name(on: "v")
        #expect(long.utf8.count <= 63 && long.hasSuffix("_key"))
    }
}
