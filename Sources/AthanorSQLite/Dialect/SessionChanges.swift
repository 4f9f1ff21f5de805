package import Athanor

/// Session changes of revisions: settings changed by PRAGMA, and attached databases.
extension SQLiteDialect {
    /// Returns `PRAGMA` with a value, in either form, `ATTACH` and `DETACH`. A database attached in memory is empty in
    /// a new session. `PRAGMA foreign_keys` is not included: the scope of each transaction sets it.
    package func settings(in work: [LoweredStep]) -> [SQLStatement] {
        work.flatMap(\.parts).compactMap { step in
            guard case .statement(let lowered) = step.content else { return nil }
            let pragma = step.pragma
            let isSetting =
                pragma?.value != nil && pragma?.enforcesForeignKeys == nil
                || ["ATTACH", "DETACH"].contains(lowered.command)
            return isSetting ? lowered.statement : nil
        }
    }

    /// Returns statements that restore the session settings that a PRAGMA of the revision changed, or all of them after
    /// the revision ran code. Settings that affect a commit are restored after it: see ``settling(after:)``.
    package func restoringSettings(after work: [LoweredStep]) -> [SQLStatement] {
        SessionChanges(work).restoring(.beforeEntries)
    }

    /// Returns statements that let Athanor write its own rows after a revision turned `query_only` on. SQLite has no
    /// roles.
    package func takingOwnRights(after work: [LoweredStep]) -> [SQLStatement] {
        let own = SessionSetting.named("query_only")?.restoring()?.text
        return SessionChanges(work).restoring(.beforeEntries).filter { $0.text == own }
    }

    /// Returns steps that restore the settings that affect a commit, such as the journal mode, and detach the databases
    /// that the revision attached. Otherwise a later revision could use a table of an attached database instead of its
    /// own. (https://sqlite.org/lang_attach.html, https://sqlite.org/lang_naming.html)
    package func settling(after work: [LoweredStep]) -> [LoweredStep] {
        let changes = SessionChanges(work)
        let restoring = changes.restoring(.afterCommit)
        let journal = JournalMode.restoring(after: changes.work).map { [$0] } ?? []
        let written = (journal + restoring + changes.detaching).map { LoweredStatement($0, command: "DETACH") }
        guard !written.isEmpty || changes.runsOwnCode || changes.setsJournalMode else { return [] }
        return [
            .resolvedWhenRun(
                ResolvedStep(
                    summary: "give back what the revision changed in the session", previewing: .known(written)
                ) { connection in
                    let journal = try await JournalMode.restoring(on: connection).map { [$0] } ?? []
                    return journal + restoring + (try await SessionChanges.detachingAll(on: connection))
                })
        ]
    }
}

/// The session changes of some work.
struct SessionChanges {
    let work: [LoweredStep]

    init(_ work: [LoweredStep]) {
        self.work = work.flatMap(\.parts)
    }

    /// Whether the work sets a journal mode. A revision that failed may not have reached that statement.
    var setsJournalMode: Bool {
        work.contains { $0.pragma.map { $0.name == "journal_mode" && $0.value != nil } == true }
    }

    /// Whether the work runs code of the revision, which may do anything.
    var runsOwnCode: Bool {
        work.contains { step in
            guard case .resolvedWhenRun(let resolved) = step.content, case .onlyLive = resolved.previewing else {
                return false
            }
            return true
        }
    }

    /// Returns statements that restore settings.
    func restoring(_ moment: SessionSetting.Moment) -> [SQLStatement] {
        var seen: Set<String> = []
        let ofPragmas = work.compactMap { $0.pragma?.restoring(moment) }
        let ofCode = runsOwnCode ? SessionSetting.all.filter { $0.moment == moment }.compactMap { $0.restoring() } : []
        return (ofPragmas + ofCode).filter { seen.insert($0.text).inserted }
    }

    /// The statements that detach the databases that the work attaches and does not detach itself.
    var detaching: [SQLStatement] {
        var names: [[Token]] = []
        for case .statement(let lowered) in work.map(\.content) where ["ATTACH", "DETACH"].contains(lowered.command) {
            let tokens = Lexer.tokens(inAccepted: lowered.statement.text).filter { !$0.isPunctuation(";") }
            if lowered.command == "ATTACH" {
                guard let name = tokens.lastIndex(where: { $0.isKeyword("AS") }) else { continue }
                names.append(Array(tokens[(name + 1)...].prefix { !$0.isKeyword("KEY") }))
            } else {
                let name = tokens.dropFirst(tokens.dropFirst().first?.isKeyword("DATABASE") == true ? 2 : 1)
                names.removeAll { Self.isSame($0[...], name) }
            }
        }
        return names.reversed().map { SQLStatement("DETACH DATABASE \($0.map(\.text).joined(separator: " "))") }
    }

    private static func isSame(_ left: ArraySlice<Token>, _ right: ArraySlice<Token>) -> Bool {
        left.count == right.count
            && zip(left, right).allSatisfy { ($0.name ?? $0.text).isSameName(as: $1.name ?? $1.text) }
    }

    /// Returns statements that detach all attached databases: Athanor's sessions attach none themselves.
    static func detachingAll(on connection: any Connection) async throws -> [SQLStatement] {
        try await connection.query(
            "SELECT name FROM temp.pragma_database_list WHERE name NOT IN ('main', 'temp') ORDER BY seq DESC"
        ).map { SQLStatement("DETACH DATABASE \(SQLiteDialect().quote(try $0["name", as: String.self]))") }
    }
}
