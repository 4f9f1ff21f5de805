internal import Athanor

/// The statements that make a captured view again, in its own schema or in another.
struct ViewCreation: Sendable {
    let view: CapturedView
    /// Where it is made.
    let schema: String
    private let dialect = PostgreSQLDialect()

    init(_ view: CapturedView, in schema: String) {
        self.view = view
        self.schema = schema
    }

    /// The view, with where it is made, in quotes.
    var target: String { dialect.quote(QualifiedName(schema: schema, view.name)) }

    // MARK: What it is

    /// Creates it, without data.
    /// - Parameters:
    ///   - definition: its query.
    ///   - columns: its columns' names; none are those of the query.
    func creating(_ definition: String, columns: [String]) -> String {
        let list = columns.isEmpty ? "" : " (\(columns.map(dialect.quote).joined(separator: ", ")))"
        let options = view.options.map(parameter) + view.toastOptions.map { "toast." + parameter($0) }
        var clauses = ""
        if let method = view.accessMethod, view.kind == .materialized { clauses += " USING \(dialect.quote(method))" }
        if !options.isEmpty { clauses += " WITH (\(options.joined(separator: ", ")))" }
        if let tablespace = view.tablespace { clauses += " TABLESPACE \(dialect.quote(tablespace))" }
        let data = view.kind == .materialized ? "\nWITH NO DATA" : ""
        return "CREATE \(view.kind.keywords) \(target)\(list)\(clauses) AS\n\(definition)\(data)"
    }

    /// Gives it its owner and the properties that must be there before the rows.
    func describing() -> [String] {
        let altering = "ALTER \(view.kind.keywords) \(target)"
        var texts = ["\(altering) OWNER TO \(dialect.quote(view.owner))"]
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
            if let value = column.defaultValue { texts.append("\(changing) SET DEFAULT \(value)") }
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
        return texts
    }

    // MARK: What it holds

    /// Fills it, where it was filled. It is new, so that nobody waits.
    var filling: [String] {
        view.isPopulated && view.kind == .materialized ? ["REFRESH MATERIALIZED VIEW \(target)"] : []
    }

    /// Makes an index with what belongs to it. It gets its tablespace by the setting: the text that the server gives of it has
    /// none.
    func indexing(_ index: CapturedView.Index) -> [String] {
        let name = dialect.quote(QualifiedName(schema: schema, index.name))
        var texts = [
            ReplacingSession.tablespace(index.tablespace ?? ""),
            "CREATE \(index.isUnique ? "UNIQUE " : "")INDEX \(dialect.quote(index.name)) ON \(target) \(index.definition)",
        ]
        texts += index.statisticsTargets.map {
            "ALTER INDEX \(name) ALTER COLUMN \($0.column) SET STATISTICS \($0.target)"
        }
        if let comment = index.comment { texts.append("COMMENT ON INDEX \(name) IS \(dialect.quoteText(comment))") }
        if index.isClustered {
            texts.append("ALTER MATERIALIZED VIEW \(target) CLUSTER ON \(dialect.quote(index.name))")
        }
        return texts
    }

    /// Makes extended statistics, under a name that is nobody's yet.
    func gathering(_ statistics: CapturedView.Statistics, named name: QualifiedName) -> [String] {
        let quoted = dialect.quote(name)
        let kinds = statistics.kinds.compactMap(Self.statisticsKinds)
        var texts = [
            "CREATE STATISTICS \(quoted)\(kinds.isEmpty ? "" : " (\(kinds.joined(separator: ", ")))") "
                + "ON \(statistics.expressions) FROM \(target)",
            "ALTER STATISTICS \(quoted) OWNER TO \(dialect.quote(statistics.owner))",
        ]
        if let target = statistics.target { texts.append("ALTER STATISTICS \(quoted) SET STATISTICS \(target)") }
        if let comment = statistics.comment {
            texts.append("COMMENT ON STATISTICS \(quoted) IS \(dialect.quoteText(comment))")
        }
        return texts
    }

    /// Gathers the planner's statistics.
    var analysing: [String] {
        view.isPopulated && view.kind == .materialized ? ["ANALYZE \(target)"] : []
    }

    /// Makes its triggers and rules, which name it by its own schema.
    var attaching: [String] {
        func commenting(_ kind: String, _ attachment: CapturedView.Attachment) -> [String] {
            attachment.comment.map {
                ["COMMENT ON \(kind) \(dialect.quote(attachment.name)) ON \(ownName) IS \(dialect.quoteText($0))"]
            } ?? []
        }
        return view.triggers.flatMap { [$0.definition] + commenting("TRIGGER", $0) }
            + view.rules.flatMap { [withoutSemicolon($0.definition)] + commenting("RULE", $0) }
    }

    private var ownName: String { dialect.quote(view.qualifiedName) }

    private func withoutSemicolon(_ text: String) -> String { text.hasSuffix(";") ? String(text.dropLast()) : text }

    /// `name=value` of the catalog as it is written in a statement.
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

    /// Those of expressions come by themselves.
    private static func statisticsKinds(_ letter: String) -> String? {
        ["d": "ndistinct", "f": "dependencies", "m": "mcv"][letter]
    }
}
