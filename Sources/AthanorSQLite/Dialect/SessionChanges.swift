public import Athanor

/// What revisions change in the session: settings by PRAGMA, and the databases that are attached.
extension SQLiteDialect {
    /// `PRAGMA` with a value, in either form, `ATTACH` and `DETACH`. What was attached in memory is empty in a new session.
    /// `PRAGMA foreign_keys` is not among them: the scope of each transaction sets it.
    public func settings(in work: [LoweredStep]) -> [Statement] {
        work.flatMap(\.parts).compactMap { step in
            guard case .statement(let lowered) = step else { return nil }
            let pragma = step.pragma
            let isSetting =
                pragma?.value != nil && pragma?.enforcesForeignKeys == nil
                || ["ATTACH", "DETACH"].contains(lowered.command)
            return isSetting ? lowered.statement : nil
        }
    }

    /// Gives back the settings of the session that a PRAGMA of the revision changed, or all of them after code of its own.
    /// Those that decide how a commit works follow it: see ``settling(after:)``.
    public func restoringSettings(after work: [LoweredStep]) -> [Statement] {
        SessionChanges(work).restoring(.beforeEntries)
    }

    /// Lets Athanor write its own rows after a revision that turned `query_only` on. SQLite has no roles.
    public func takingOwnRights(after work: [LoweredStep]) -> [Statement] {
        let own = SessionSetting.named("query_only")?.restoring()?.text
        return SessionChanges(work).restoring(.beforeEntries).filter { $0.text == own }
    }

    /// Gives back the settings that decide how a commit works, the journal mode among them, and detaches the databases that the revision has attached: a
    /// later revision would take a table of theirs for its own.
    /// (https://sqlite.org/lang_attach.html, https://sqlite.org/lang_naming.html)
    public func settling(after work: [LoweredStep]) -> [LoweredStep] {
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

/// What some work changes in the session.
struct SessionChanges {
    let work: [LoweredStep]

    init(_ work: [LoweredStep]) {
        self.work = work.flatMap(\.parts)
    }

    /// Whether it asks for a journal mode, which a revision that failed has perhaps not come to.
    var setsJournalMode: Bool {
        work.contains { $0.pragma.map { $0.name == "journal_mode" && $0.value != nil } == true }
    }

    /// Whether it runs code of the revision's own, which may do anything.
    var runsOwnCode: Bool {
        work.contains { step in
            guard case .resolvedWhenRun(let resolved) = step, case .onlyLive = resolved.previewing else { return false }
            return true
        }
    }

    /// What gives settings back.
    func restoring(_ moment: SessionSetting.Moment) -> [Statement] {
        var seen: Set<String> = []
        let ofPragmas = work.compactMap { $0.pragma?.restoring(moment) }
        let ofCode = runsOwnCode ? SessionSetting.all.filter { $0.moment == moment }.compactMap { $0.restoring() } : []
        return (ofPragmas + ofCode).filter { seen.insert($0.text).inserted }
    }

    /// What detaches the databases that statements of the work attach and do not detach themselves.
    var detaching: [Statement] {
        var names: [[Token]] = []
        for case .statement(let lowered) in work where ["ATTACH", "DETACH"].contains(lowered.command) {
            let tokens = Lexer.tokens(inAccepted: lowered.statement.text).filter { !$0.isPunctuation(";") }
            if lowered.command == "ATTACH" {
                guard let name = tokens.lastIndex(where: { $0.isKeyword("AS") }) else { continue }
                names.append(Array(tokens[(name + 1)...].prefix { !$0.isKeyword("KEY") }))
            } else {
                let name = tokens.dropFirst(tokens.dropFirst().first?.isKeyword("DATABASE") == true ? 2 : 1)
                names.removeAll { Self.isSame($0[...], name) }
            }
        }
        return names.reversed().map { Statement("DETACH DATABASE \($0.map(\.text).joined(separator: " "))") }
    }

    private static func isSame(_ left: ArraySlice<Token>, _ right: ArraySlice<Token>) -> Bool {
        left.count == right.count
            && zip(left, right).allSatisfy { ($0.name ?? $0.text).isSameName(as: $1.name ?? $1.text) }
    }

    /// What detaches all databases that are attached: a session of Athanor's has none by itself.
    static func detachingAll(on connection: any Connection) async throws -> [Statement] {
        try await connection.query(
            "SELECT name FROM temp.pragma_database_list WHERE name NOT IN ('main', 'temp') ORDER BY seq DESC"
        ).map { Statement("DETACH DATABASE \(SQLiteDialect().quote(try $0.text("name")))") }
    }
}
