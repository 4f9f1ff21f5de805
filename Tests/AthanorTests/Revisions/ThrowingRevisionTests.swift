import Athanor
import Foundation
import TestSupport
import Testing

/// Revisions whose `upgrade` or `downgrade` throws.
@Suite struct ThrowingRevisionTests {
    struct Accounts: Revision {
        static let revision: RevisionID = "accounts"
        static let downRevisions: [RevisionID] = []

        func upgrade(_ op: Operations) -> OperationList {
            op.execute("CREATE TABLE accounts (tenant text)", reverse: "DROP TABLE accounts")
        }
    }

    struct FirstTenant: Revision {
        static let revision: RevisionID = "tenant"
        static let downRevisions: [RevisionID] = ["accounts"]

        func upgrade(_ op: Operations) throws -> OperationList {
            let tenant = try op.argument("tenant")
            op.autocommit {
                op.execute("INSERT INTO accounts VALUES ($1)", [.text(tenant)], reverse: "DELETE FROM accounts")
            }
        }
    }

    /// Reads its rows from a file. The path is an argument, so that a test can choose it.
    struct Seed: Revision {
        static let revision: RevisionID = "seed"
        static let downRevisions: [RevisionID] = ["accounts"]

        func upgrade(_ op: Operations) throws -> OperationList {
            let file = URL(fileURLWithPath: try op.argument("seed"))
            let tenants = try JSONDecoder().decode([String].self, from: Data(contentsOf: file))
            for tenant in tenants {
                op.execute("INSERT INTO accounts VALUES ($1)", [.text(tenant)], reverse: "DELETE FROM accounts")
            }
        }
    }

    struct Refusal: Error, CustomStringConvertible {
        let description = "the stars are wrong"
    }

    struct OneWay: Revision {
        static let revision: RevisionID = "oneway"
        static let downRevisions: [RevisionID] = ["accounts"]

        func upgrade(_ op: Operations) -> OperationList {
            op.execute("INSERT INTO accounts VALUES ('one')")
        }

        func downgrade(_ op: Operations) throws -> OperationList {
            op.execute(try Self.refuse())
        }

        static func refuse() throws -> String { throw Refusal() }
    }

    private static func entries(_ types: any Revision.Type...) -> [RevisionEntry] {
        types.map { RevisionEntry($0, path: "Versions/\($0.revision).swift", message: "", sourceHash: nil) }
    }

    @Test(
        "A missing argument is reported with the revision and its file, and nothing is run",
        arguments: TestedDatabase.allCases)
    func missingArgument(_ tested: TestedDatabase) async throws {
        try await tested.with { bench in
            let entries = Self.entries(Accounts.self, FirstTenant.self)
            let migrator = try bench.migrator(entries)
            let expected = """
                error: Versions/tenant.swift: revision tenant: the argument "tenant" is missing
                Nothing was changed.
                Give it on the command line, `-x tenant=…`, or in code, in `MigratorOptions.arguments`.
                """
            let attempts: [() async throws -> Void] = [
                { try await migrator.upgrade() },
                { _ = try await migrator.plan(.upgrade, to: .heads) },
                { _ = try await bench.offlineMigrator(entries).script(.upgrade, "heads") },
            ]
            for attempt in attempts {
                let error = await #expect(throws: PlanError.self) { try await attempt() }
                #expect(error?.description == expected)
            }
            #expect(try await migrator.versionRows() == [])
            let given = try bench.migrator(entries, options: MigratorOptions(arguments: ["tenant": "acme"]))
            try await given.upgrade()
            #expect(try await bench.rows("SELECT tenant FROM accounts") == ["acme"])
            // The default downgrade throws the error of the upgrade.
            let error = await #expect(throws: PlanError.self) { try await migrator.downgrade(to: "accounts") }
            #expect(error?.description == expected)
            try await given.downgrade(to: "accounts")
            #expect(try await bench.rows("SELECT tenant FROM accounts") == [])
        }
    }

    @Test("A revision reads its rows from a JSON file, and a missing file is named", arguments: TestedDatabase.allCases)
    func seed(_ tested: TestedDatabase) async throws {
        try await Workspace.with { workspace in
            try await tested.with { bench in
                let file = workspace.folder.appending(path: "seed.json").path
                let migrator = try bench.migrator(
                    Self.entries(Accounts.self, Seed.self), options: MigratorOptions(arguments: ["seed": file]))
                let error = await #expect(throws: PlanError.self) { try await migrator.upgrade() }
                let text = error?.description ?? ""
                #expect(
                    text.hasPrefix("error: Versions/seed.swift: revision seed: `upgrade` threw an error: "), "\(text)")
                #expect(
                    text.contains("seed.json") && text.contains("\nNothing was changed.\nCorrect what it reads"),
                    "\(text)")
                try workspace.write(#"["acme", "initech"]"#, to: "seed.json")
                try await migrator.upgrade()
                #expect(try await bench.rows("SELECT tenant FROM accounts ORDER BY tenant") == ["acme", "initech"])
            }
        }
    }

    @Test("An error of `downgrade` is reported before anything is reverted", arguments: TestedDatabase.allCases)
    func downgrade(_ tested: TestedDatabase) async throws {
        try await tested.with { bench in
            let migrator = try bench.migrator(Self.entries(Accounts.self, OneWay.self))
            try await migrator.upgrade()
            let error = await #expect(throws: PlanError.self) { try await migrator.downgrade(to: .base) }
            #expect(
                error?.explanation.message
                    == "Versions/oneway.swift: revision oneway: `downgrade` threw an error: the stars are wrong")
            #expect(try await migrator.versionRows() == ["oneway"])
        }
    }

    @Test("A stamp records a revision whose code throws, and reports the error", arguments: TestedDatabase.allCases)
    func stamp(_ tested: TestedDatabase) async throws {
        try await tested.with { bench in
            let events = StampEvents()
            var options = MigratorOptions()
            options.onEvent = { if case .stamped(let views) = $0 { events.add(views) } }
            let migrator = try bench.migrator(Self.entries(Accounts.self, FirstTenant.self), options: options)
            try await migrator.stamp([.heads])
            #expect(try await migrator.versionRows() == ["tenant"])
            let unknown = events.unknown.filter { $0.revision == "tenant" }
            #expect(
                unknown.map(\.work) == [
                    "Versions/tenant.swift: the argument \"tenant\" is missing. Give it on the command line, "
                        + "`-x tenant=…`, or in code, in `MigratorOptions.arguments`."
                ])
        }
    }

    @Test("The check of applied revisions names one whose code throws now", arguments: TestedDatabase.allCases)
    func check(_ tested: TestedDatabase) async throws {
        try await tested.with { bench in
            try await bench.migrator(Self.entries(Accounts.self)).upgrade()
            let entry = RevisionEntry(Thrower.self, path: "Versions/accounts.swift", message: "")
            let migrator = try bench.migrator([entry])
            let findings = try await migrator.checkRevisions()
            #expect(findings.isClean && findings.unchecked.map(\.revision) == ["accounts"])
            guard case .threw(let explanation)? = findings.unchecked.first?.reason else {
                Issue.record("\(findings.unchecked)")
                return
            }
            #expect(explanation.message == "`upgrade` threw an error: the stars are wrong")
            let error = await #expect(throws: ChecksumUpdateError.self) {
                try await migrator.updateChecksums(.revisions(["accounts"]))
            }
            #expect(
                error?.explanation.message.hasPrefix("Versions/accounts.swift: revision accounts: `upgrade`") == true)
        }
    }

    /// ``Accounts``, edited.
    struct Thrower: Revision {
        static let revision: RevisionID = "accounts"
        static let downRevisions: [RevisionID] = []

        func upgrade(_ op: Operations) throws -> OperationList {
            op.execute(try OneWay.refuse(), reverse: "DROP TABLE accounts")
        }
    }
}
