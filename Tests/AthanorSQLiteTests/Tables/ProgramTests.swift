import Athanor
import AthanorSQLite
import Testing

/// Triggers and views under another name, which SQLite itself cannot give them.
@Suite struct ProgramTests {
    private let op = Operations(databaseKind: SQLite().kind)

    private let start = #"""
        CREATE TABLE orders (id INTEGER PRIMARY KEY, total INT);
        CREATE TRIGGER "fill ""it""" AFTER INSERT ON orders WHEN NEW.total IS NULL /* kept */
        BEGIN UPDATE orders SET total = 7 WHERE id = NEW.id; END;
        CREATE VIEW [paid] (number, sum) AS SELECT id, /* kept too */ total FROM orders;
        CREATE TRIGGER pay INSTEAD OF UPDATE OF sum ON "paid"
        BEGIN UPDATE orders SET total = NEW.sum WHERE id = NEW.number; END
        """#

    @Test("A renamed trigger keeps its text, and fires")
    func aRenamedTriggerKeepsItsTextAndFires() async throws {
        try await withDatabase { connection in
            try await connection.migrate(start)
            try await connection.migrate(op.renameTrigger("fill \"it\"", on: "orders", to: "put.a \"total\""))
            try await connection.migrate("INSERT INTO orders (id) VALUES (1)")
            #expect(try await connection.column("SELECT total FROM orders") == [7])
            #expect(
                try await connection.column(
                    "SELECT name FROM sqlite_schema WHERE tbl_name = 'orders' AND type = 'trigger'")
                    == ["put.a \"total\""])
            #expect(
                try await connection.column(
                    "SELECT count(*) FROM sqlite_schema WHERE type = 'trigger' AND sql LIKE '%/* kept */%'") == [1])
        }
    }

    @Test("A missing trigger or a trigger name that is taken is an error that says so")
    func missingOrTakenTriggerName() async throws {
        try await withDatabase { connection in
            try await connection.migrate(start)
            let missing = try await error(OperationError.self) {
                try await connection.migrate(op.renameTrigger("pay", on: "orders", to: "other"))
            }
            #expect(missing.message == "there is no trigger \"pay\" on orders")
            let taken = try await error(OperationError.self) {
                try await connection.migrate(op.renameTrigger("pay", on: "paid", to: "FILL \"it\""))
            }
            #expect(taken.message == "there is already a trigger \"fill \"it\"\"")
        }
    }

    @Test("A renamed view keeps its columns, its text and its triggers")
    func renamedViewKeepsItsTriggers() async throws {
        try await withDatabase { connection in
            try await connection.migrate(start)
            try await connection.migrate("INSERT INTO orders VALUES (1, 2)")
            try await connection.migrate(op.renameView("paid", to: "paid \"orders\""))
            try await connection.migrate("UPDATE \"paid \"\"orders\"\"\" SET sum = 5 WHERE number = 1")
            #expect(try await connection.column("SELECT sum FROM \"paid \"\"orders\"\"\"") == [5])
            #expect(
                try await connection.column("SELECT name FROM sqlite_schema WHERE type = 'view'") == ["paid \"orders\""]
            )
            #expect(
                try await connection.column("SELECT count(*) FROM sqlite_schema WHERE sql LIKE '%/* kept too */%'") == [
                    1
                ])
        }
    }

    @Test("Objects that use a renamed view follow")
    func whatUsesARenamedViewFollows() async throws {
        try await withDatabase { connection in
            try await connection.migrate(
                start + """
                    ;
                    CREATE VIEW large AS SELECT paid.number FROM paid WHERE sum > 100;
                    CREATE TRIGGER drop_it INSTEAD OF DELETE ON paid
                    BEGIN DELETE FROM orders WHERE id IN (SELECT number FROM paid WHERE number = OLD.number); END;
                    CREATE TRIGGER note AFTER DELETE ON orders BEGIN UPDATE paid SET sum = 200; END;
                    CREATE MATERIALIZED VIEW kept AS SELECT count(*) AS n FROM large;
                    INSERT INTO orders VALUES (1, 1), (2, 150)
                    """)
            let before = try await connection.column("SELECT name FROM sqlite_schema ORDER BY rowid")
            for name in ["settled \"up\"", "Settled \"UP\"", "paid"] {
                let old = try await connection.column("SELECT tbl_name FROM sqlite_schema WHERE name = 'pay'")
                guard case .text(let old)? = old.first else { return }
                try await connection.migrate(op.renameView(QualifiedName(schema: nil, name: old), to: name))
                #expect(
                    try await connection.column("SELECT tbl_name FROM sqlite_schema WHERE name = 'pay'")
                        == [.text(name)])
            }
            #expect(
                Set(try await connection.column("SELECT name FROM sqlite_schema ORDER BY rowid")) == Set(before))
            try await connection.query("DELETE FROM paid WHERE number = 2")
            #expect(try await connection.column("SELECT number FROM large") == [1])
            try await connection.migrate("REFRESH MATERIALIZED VIEW kept")
            #expect(try await connection.column("SELECT n FROM kept") == [1])
        }
    }

    @Test("A view is not renamed while SQLite cannot update all that uses it")
    func unrenamableViewIsRefused() async throws {
        try await withDatabase { connection in
            try await connection.migrate(start + "; CREATE VIEW broken AS SELECT * FROM nowhere")
            try await connection.migrate(op.renameView("paid", to: "free"))
            try await connection.migrate("CREATE VIEW large AS SELECT number FROM free WHERE sum > 100")
            let before = try await connection.query("SELECT * FROM sqlite_schema")
            let refusal = try await error(OperationError.self) {
                try await connection.migrate(op.renameView("free", to: "settled"))
            }
            #expect(refusal.message.hasPrefix("view \"free\" cannot be renamed, because SQLite cannot update"))
            #expect(refusal.message.contains("broken"))
            #expect(try await connection.query("SELECT * FROM sqlite_schema") == before)
        }
    }

    @Test("A view's readers are dropped with it only on demand")
    func readersAreDroppedOnDemand() async throws {
        try await withDatabase { connection in
            try await connection.migrate(
                start + """
                    ;
                    CREATE VIEW large AS SELECT number FROM paid WHERE sum > 100;
                    CREATE MATERIALIZED VIEW kept AS SELECT count(*) AS n FROM large
                    """)
            let refusal = try await error(OperationError.self) { try await connection.migrate(op.dropView("paid")) }
            #expect(
                refusal.message
                    == "view paid cannot be dropped because view \"large\", materialized view \"kept\" read it")
            try await connection.migrate(op.dropView("paid", dependents: .cascade))
            #expect(
                try await connection.column(
                    "SELECT name FROM sqlite_schema WHERE type = 'view' OR name LIKE 'athanor_rows%'") == [])
        }
    }

    @Test("A materialized view is not renamed or dropped as a view")
    func aMaterializedViewIsNoViewToRenameOrDrop() async throws {
        try await withDatabase { connection in
            try await connection.migrate(start)
            try await connection.migrate(op.createMaterializedView("daily", as: "SELECT total FROM orders"))
            for operation in [op.renameView("daily", to: "weekly"), op.dropView("daily")] {
                let refusal = try await error(OperationError.self) { try await connection.migrate(operation) }
                #expect(refusal.message == "\"daily\" is a materialized view, not a view")
            }
        }
    }

    @Test("PostgreSQL's triggers are refused with what to write instead")
    func postgreSQLTriggersAreRefused() throws {
        let calling = TriggerDefinition("pay", on: "orders", .after, [.insert], .execute("pay"))
        let refusal = #expect(throws: OperationError.self) {
            try op.createTrigger(calling).lower(for: SQLite())
        }
        #expect(refusal?.advice == "Write .statements(\"…;\") where `op.databaseKind == .sqlite`.")
    }
}
