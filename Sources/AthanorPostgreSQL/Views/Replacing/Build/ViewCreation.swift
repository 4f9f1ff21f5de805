internal import Athanor

/// The statements that recreate a captured view, in its own schema or in another.
struct ViewCreation: Sendable {
    let view: CapturedView
    /// The schema in which it is created.
    let schema: String
    private let dialect = PostgreSQLDialect()

    init(_ view: CapturedView, in schema: String) {
        self.view = view
        self.schema = schema
    }

    /// The quoted name of the view in that schema.
    var target: String { dialect.quote(QualifiedName(schema: schema, name: view.name)) }

    /// Returns the new view, as the catalog has it now.
    /// - Throws: ``DatabaseFailure``; ``OperationError`` if the view does not exist.
    func made(on connection: any Connection) async throws -> CapturedView {
        let row = try await connection.query(own: "SELECT to_regclass($1)::oid::bigint AS oid", [.text(target)]).first
        guard let oid = try row?["oid", as: Int64?.self],
            let made = try await CapturedView.capture([oid], on: connection).first
        else { throw OperationError("\(view.description) was dropped while it was built", advice: "Run it again.") }
        return made
    }

    // MARK: The view

    /// Returns a statement that creates the view without data, from its owner's query.
    /// - Parameters:
    ///   - definition: its query.
    ///   - columns: its columns' names; empty for those of the query.
    ///   - workshop: the workshop in which the statement runs.
    func creating(_ definition: String, columns: [String], in workshop: Workshop) -> String {
        guard !workshop.isPlain(view.owner) else { return creating(definition, columns: columns) }
        let there = ViewCreation(view, in: workshop.place(for: view.schema))
        var after: [String] = []
        if let tablespace = view.tablespace {
            // The owner need not have CREATE on the tablespace: a role with that right has put the view there.
            after.append("ALTER \(view.kind.keywords) \(there.target) SET TABLESPACE \(dialect.quote(tablespace))")
        }
        if !there.schema.isSameText(as: schema) { after.append(there.moving(to: schema)) }
        return workshop.running(
            there.creating(definition, columns: columns, withTablespace: false), of: view, making: [view.name],
            after: after)
    }

    /// Returns a statement that creates the view without data.
    /// - Parameters:
    ///   - definition: its query.
    ///   - columns: its columns' names; empty for those of the query.
    ///   - withTablespace: whether it is created in its tablespace at once.
    func creating(_ definition: String, columns: [String], withTablespace: Bool = true) -> String {
        let list = columns.isEmpty ? "" : " (\(columns.map(dialect.quote).joined(separator: ", ")))"
        let options = view.options.map(parameter) + view.toastOptions.map { "toast." + parameter($0) }
        var clauses = ""
        if let method = view.accessMethod, view.kind == .materialized { clauses += " USING \(dialect.quote(method))" }
        if !options.isEmpty { clauses += " WITH (\(options.joined(separator: ", ")))" }
        if withTablespace, let tablespace = view.tablespace { clauses += " TABLESPACE \(dialect.quote(tablespace))" }
        let data = view.kind == .materialized ? "\nWITH NO DATA" : ""
        return "CREATE \(view.kind.keywords) \(target)\(list)\(clauses) AS\n\(definition)\(data)"
    }

    private func moving(to schema: String) -> String {
        "ALTER \(view.kind.keywords) \(target) SET SCHEMA \(dialect.quote(schema))"
    }

    /// Returns statements that set its owner and the properties that it must have before the rows.
    /// - Parameter workshop: the workshop in which its owner's text runs.
    func describing(in workshop: Workshop) -> [String] {
        let altering = "ALTER \(view.kind.keywords) \(target)"
        var texts = [
            workshop.giving("\(altering) OWNER TO \(dialect.quote(view.owner))", to: view.owner, in: schema)
        ]
        for column in view.columns {
            let changing = "\(altering) ALTER COLUMN \(dialect.quote(column.name))"
            if let target = column.statisticsTarget { texts.append("\(changing) SET STATISTICS \(target)") }
            if !column.options.isEmpty {
                texts.append("\(changing) SET (\(column.options.map(parameter).joined(separator: ", ")))")
            }
            if let storage = column.storage.flatMap(Self.storageNames) {
                texts.append("\(changing) SET STORAGE \(storage)")
            }
            if let compression = column.compression.flatMap(Self.compressionNames) {
                texts.append("\(changing) SET COMPRESSION \(compression)")
            }
            if let value = column.defaultValue {
                texts.append(
                    workshop.running("\(changing) SET DEFAULT \(value)", of: view))
            }
        }
        switch view.replicaIdentity {
        case .full: texts.append("\(altering) REPLICA IDENTITY FULL")
        case .nothing where view.kind == .materialized: texts.append("\(altering) REPLICA IDENTITY NOTHING")
        case .nothing, .primaryKey, .index: break
        }
        texts += view.extensions.map { "\(altering) DEPENDS ON EXTENSION \(dialect.quote($0))" }
        if let comment = view.comment {
            texts.append("COMMENT ON \(view.kind.keywords) \(target) IS \(dialect.quoteText(comment))")
        }
        for column in view.columns {
            guard let comment = column.comment else { continue }
            texts.append("COMMENT ON COLUMN \(target).\(dialect.quote(column.name)) IS \(dialect.quoteText(comment))")
        }
        for label in view.labels {
            let object =
                label.column.map { "COLUMN \(target).\(dialect.quote($0))" } ?? "\(view.kind.keywords) \(target)"
            texts.append(
                "SECURITY LABEL FOR \(dialect.quote(label.provider)) ON \(object) IS \(dialect.quoteText(label.label))")
        }
        if let comment = view.ruleComment {
            texts.append("COMMENT ON RULE \(dialect.quote("_RETURN")) ON \(target) IS \(dialect.quoteText(comment))")
        }
        return texts + describing(view.rowType.own, of: target) + describing(view.rowType.array, of: "\(target)[]")
    }

    private func describing(_ notes: CapturedView.RowType.Notes, of type: String) -> [String] {
        (notes.comment.map { ["COMMENT ON TYPE \(type) IS \(dialect.quoteText($0))"] } ?? [])
            + notes.labels.map {
                "SECURITY LABEL FOR \(dialect.quote($0.provider)) ON TYPE \(type) IS \(dialect.quoteText($0.label))"
            }
    }

    // MARK: Rows, indexes, statistics, triggers and rules

    /// Statements that fill the view if it was populated, under the session's own settings. The view is new, so no
    /// session waits for it.
    var filling: [String] {
        TextSettings.leaving(
            for: view.isPopulated && view.kind == .materialized
                ? ["REFRESH MATERIALIZED VIEW \(target)", TemporaryLeftovers.refusing] : [])
    }

    /// Returns statements that create an index with its properties. `default_tablespace` gives the index its
    /// tablespace, since the server's text of the index does not contain one. An index of another role is moved there
    /// instead.
    /// - Parameters:
    ///   - index: the index.
    ///   - workshop: the workshop in which its owner's text runs.
    func indexing(_ index: CapturedView.Index, in workshop: Workshop) -> [String] {
        let name = dialect.quote(QualifiedName(schema: schema, name: index.name))
        let makesInPlace = workshop.isPlain(view.owner)
        var texts = [
            ReplacingSession.tablespace(makesInPlace ? index.tablespace ?? "" : ""), creating(index, in: workshop),
        ]
        if !makesInPlace, let tablespace = index.tablespace {
            texts.append("ALTER INDEX \(name) SET TABLESPACE \(dialect.quote(tablespace))")
        }
        texts += index.statisticsTargets.map {
            "ALTER INDEX \(name) ALTER COLUMN \($0.column) SET STATISTICS \($0.target)"
        }
        if let comment = index.comment { texts.append("COMMENT ON INDEX \(name) IS \(dialect.quoteText(comment))") }
        if index.isClustered {
            texts.append("ALTER MATERIALIZED VIEW \(target) CLUSTER ON \(dialect.quote(index.name))")
        }
        if index.isReplicaIdentity {
            texts.append("ALTER MATERIALIZED VIEW \(target) REPLICA IDENTITY USING INDEX \(dialect.quote(index.name))")
        }
        texts += index.extensions.map { "ALTER INDEX \(name) DEPENDS ON EXTENSION \(dialect.quote($0))" }
        return texts
    }

    /// Creates an index with its owner's rights. For that, the owner needs CREATE on the schema that contains the view,
    /// so the view is moved to the workshop for this statement.
    private func creating(_ index: CapturedView.Index, in workshop: Workshop) -> String {
        func text(on target: String) -> String {
            "CREATE \(index.isUnique ? "UNIQUE " : "")INDEX \(dialect.quote(index.name)) ON \(target) \(index.definition)"
        }
        let place = workshop.place(for: view.schema)
        guard !workshop.isPlain(view.owner), !place.isSameText(as: schema) else {
            return workshop.running(text(on: target), of: view, computing: true)
        }
        let there = ViewCreation(view, in: place)
        return workshop.running(
            text(on: there.target), of: view, computing: true, before: [moving(to: place)],
            after: [there.moving(to: schema)])
    }

    /// Returns statements that create extended statistics, in the workshop and under a name that does not exist yet.
    /// - Parameters:
    ///   - statistics: the statistics.
    ///   - name: the name.
    ///   - workshop: the workshop in which its owner's text runs.
    func gathering(_ statistics: CapturedView.Statistics, named name: String, in workshop: Workshop) -> [String] {
        let place = workshop.place(for: view.schema)
        let quoted = dialect.quote(QualifiedName(schema: place, name: name))
        let kinds = statistics.kinds.compactMap(Self.statisticsKinds)
        var texts = [
            workshop.running(
                "CREATE STATISTICS \(quoted)\(kinds.isEmpty ? "" : " (\(kinds.joined(separator: ", ")))") "
                    + "ON \(statistics.expressions) FROM \(target)",
                of: view, computing: true, making: [name]),
            workshop.giving(
                "ALTER STATISTICS \(quoted) OWNER TO \(dialect.quote(statistics.owner))", to: statistics.owner,
                in: place),
        ]
        if let target = statistics.target { texts.append("ALTER STATISTICS \(quoted) SET STATISTICS \(target)") }
        if let comment = statistics.comment {
            texts.append("COMMENT ON STATISTICS \(quoted) IS \(dialect.quoteText(comment))")
        }
        return texts
    }

    /// Statements that collect the planner's statistics.
    var analysing: [String] {
        view.isPopulated && view.kind == .materialized ? ["ANALYZE \(target)", TemporaryLeftovers.refusing] : []
    }

    /// Returns statements that create its triggers and rules, which name it with its own schema, and that restore the
    /// owner column of its sequences.
    /// - Parameter workshop: the workshop in which its owner's text runs.
    func attaching(in workshop: Workshop) -> [String] {
        func commenting(_ kind: String, _ attachment: CapturedView.Attachment) -> [String] {
            attachment.comment.map {
                ["COMMENT ON \(kind) \(dialect.quote(attachment.name)) ON \(ownName) IS \(dialect.quoteText($0))"]
            } ?? []
        }
        func making(_ attachment: CapturedView.Attachment) -> String {
            let text = withoutSemicolon(attachment.definition)
            guard attachment.hasExpressions else { return text }
            return workshop.running(text, of: view)
        }
        func depending(_ trigger: CapturedView.Attachment) -> [String] {
            trigger.extensions.map {
                "ALTER TRIGGER \(dialect.quote(trigger.name)) ON \(ownName) DEPENDS ON EXTENSION \(dialect.quote($0))"
            }
        }
        return view.triggers.flatMap { [making($0)] + commenting("TRIGGER", $0) + depending($0) }
            + view.rules.flatMap { [making($0)] + commenting("RULE", $0) } + owningSequences
    }

    /// Statements that make the view's columns own its sequences. If they own them already, this only locks the
    /// sequences against `nextval`.
    var owningSequences: [String] {
        view.sequences.map {
            "ALTER SEQUENCE \(dialect.quote(QualifiedName(schema: $0.schema, name: $0.name))) "
                + "OWNED BY \(ownName).\(dialect.quote($0.column))"
        }
    }

    private var ownName: String { dialect.quote(view.qualifiedName) }

    private func withoutSemicolon(_ text: String) -> String { text.hasSuffix(";") ? String(text.dropLast()) : text }

    /// Returns an option `name=value` of the catalog as written in a statement.
    private func parameter(_ option: String) -> String {
        let parts = option.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
        return "\(parts[0]) = \(dialect.quoteText(parts.count > 1 ? String(parts[1]) : ""))"
    }

    private static func storageNames(_ letter: String) -> String? {
        ["p": "PLAIN", "e": "EXTERNAL", "m": "MAIN", "x": "EXTENDED"][letter]
    }

    private static func compressionNames(_ letter: String) -> String? {
        ["p": "pglz", "l": "lz4"][letter]
    }

    /// The kind for expressions is implicit.
    private static func statisticsKinds(_ letter: String) -> String? {
        ["d": "ndistinct", "f": "dependencies", "m": "mcv"][letter]
    }
}
