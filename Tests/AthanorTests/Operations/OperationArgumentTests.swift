import Athanor
import AthanorSQLite
import Testing

/// The arguments of the methods of `op` and of definitions.
@Suite struct OperationArgumentTests {
    private let op = Operations(databaseKind: .sqlite)

    @Test("An array means the same as a list of arguments")
    func arrays() {
        let columns = ["a", "b"]
        #expect(ConstraintDefinition.primaryKey(columns) == .primaryKey("a", "b"))
        #expect(ConstraintDefinition.unique(columns, name: "u") == .unique("a", "b", name: "u"))
        #expect(
            ConstraintDefinition.foreignKey(columns, references: "t", columns, onDelete: .cascade)
                == .foreignKey("a", "b", references: "t", ["a", "b"], onDelete: .cascade))
        #expect(
            ConstraintDefinition.exclude([.column("a", with: "=")], using: "btree")
                == .exclude(.column("a", with: "="), using: "btree"))
        #expect(TableElement.primaryKey(columns) == .constraint(.primaryKey("a", "b")))
        #expect(TableElement.unique(columns, nullsNotDistinct: true) == .unique("a", "b", nullsNotDistinct: true))
        #expect(TableElement.foreignKey(columns, references: "t") == .foreignKey("a", "b", references: "t"))
        #expect(TableElement.exclude([.column("a", with: "=")]) == .exclude(.column("a", with: "=")))
        #expect(IndexDefinition.index(columns, name: "i") == .index("a", "b", name: "i"))
        #expect(
            IndexDefinition.unique(["a", .expression("lower(b)")], where: "a > 0")
                == .unique("a", .expression("lower(b)"), where: "a > 0"))
        #expect(Privilege.update(columns) == .update("a", "b"))
        #expect(
            op.grant(.select, .insert(columns), on: .tables(["t"]), to: [.public])
                == op.grant([.select, .insert("a", "b")], on: .tables(["t"]), to: [.public]))
        #expect(
            op.revoke(.select, on: .tables(["t"]), from: [.public])
                == op.revoke([.select], on: .tables(["t"]), from: [.public]))
        #expect(ViewGrant.grant([.select], to: [.public]) == .grant(.select, to: [.public]))
    }

    @Test("The changes of a column are made in an order that databases accept, in whichever order they are given")
    func order() {
        let changes: [ColumnChange] = [
            .rename(to: "d"), .comment("x", was: nil), .addIdentity(.always), .notNull, .dropDefault(was: 1),
            .type(.bigint, was: .integer),
        ]
        let given = op.alterColumn(
            "c", of: "t", changes[0], changes[1], changes[2], changes[3], changes[4], changes[5])
        let reversed = op.alterColumn(
            "c", of: "t", changes[5], changes[4], changes[3], changes[2], changes[1], changes[0])
        #expect(given == reversed)
        #expect(
            given.alterations == [
                .alterColumn("c", .setType(.bigint, collation: nil, using: nil, was: .init(.integer))),
                .alterColumn("c", .setDefault(.noDefault, was: 1)), .alterColumn("c", .setNullable(false)),
                .alterColumn("c", .addIdentity(.always)), .alterColumn("c", .setComment("x", was: .comment(nil))),
                .renameColumn("c", to: "d"),
            ])
    }

    @Test("A drop with a definition is undone, and one by name is not")
    func drops() {
        let pairs: [(any MigrationOperation, any MigrationOperation)] = [
            (op.dropTable(TableDefinition("t", [.column("a", .text)])), op.dropTable("t")),
            (op.dropColumn(.column("a", .text), from: "t"), op.dropColumn("a", from: "t")),
            (op.dropConstraint(.unique("a"), on: "t"), op.dropConstraint("t_a_key", on: "t")),
            (op.dropIndex(.index("a"), on: "t"), op.dropIndex("t_a_idx")),
            (op.dropView(ViewDefinition("v", as: "SELECT 1")), op.dropView("v")),
            (
                op.dropMaterializedView(MaterializedViewDefinition("v", as: "SELECT 1")), op.dropMaterializedView("v")
            ),
            (op.dropEnum(EnumDefinition("e", ["a"])), op.dropEnum("e")),
            (op.dropDomain(DomainDefinition("d", .text)), op.dropDomain("d")),
            (op.dropSequence(SequenceDefinition("s")), op.dropSequence("s")),
            (
                op.dropTrigger(TriggerDefinition("g", on: "t", .after, [.insert], .execute("f"))),
                op.dropTrigger("g", on: "t")
            ),
            (op.dropPolicy(PolicyDefinition("p", on: "t")), op.dropPolicy("p", on: "t")),
            (
                op.dropFunction(RoutineDefinition("f", kind: .function(returns: .void), body: "")),
                op.dropFunction("f")
            ),
            (op.dropProcedure(RoutineDefinition("f", kind: .procedure, body: "")), op.dropProcedure("f")),
        ]
        for (defined, named) in pairs {
            #expect(defined.summary == named.summary)
            if case .impossible(let reason) = defined.inverse { Issue.record("\(defined.summary): \(reason)") }
            guard case .impossible(let reason) = named.inverse else {
                Issue.record("\(named.summary) has an inverse")
                continue
            }
            #expect(reason.hasSuffix("give its definition instead of its name"))
        }
    }

    @Test("A view is replaced by its query, or by a full definition")
    func replacing() {
        #expect(
            op.replaceView("v", as: "SELECT 2", columns: ["a"], was: "SELECT 1")
                == op.replaceView(
                    ViewDefinition("v", as: "SELECT 2", columns: ["a"]),
                    was: ViewDefinition("v", as: "SELECT 1", columns: ["a"])))
        #expect(
            op.createMaterializedView("v", as: "SELECT 1", columns: ["a"])
                == op.createMaterializedView(MaterializedViewDefinition("v", as: "SELECT 1", columns: ["a"])))
    }

    @Test("The definition of a dropped view is read from its file")
    func droppedFile() throws {
        let op = Operations(
            databaseKind: .sqlite, definitionFiles: .compiled(["views/v.sql": "SELECT 1 AS a"], folder: ""))
        let query = ViewQuery.file("views/v.sql")
        guard case .operations(let created) = op.dropView(ViewDefinition("v", as: query)).inverse,
            case .create(let view)? = created.first as? ViewOperation
        else {
            Issue.record("no view is created")
            return
        }
        #expect(try view.query.source(of: "v").text == "SELECT 1 AS a")
        let dropped = op.dropMaterializedView(MaterializedViewDefinition("v", as: query)).was
        #expect(try dropped?.query.source(of: "v").text == "SELECT 1 AS a")
    }
}
