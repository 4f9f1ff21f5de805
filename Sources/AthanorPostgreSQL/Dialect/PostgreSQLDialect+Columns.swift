internal import Athanor

extension PostgreSQLDialect {
    /// The SQL text of a column for CREATE TABLE and ADD COLUMN.
    /// - Throws: `OperationError`.
    func text(of column: ColumnDefinition) throws(OperationError) -> String {
        var words = [try identifier(column.name), try name(of: column.type)]
        if let collation = column.collation { words.append("COLLATE \(try identifier(collation))") }
        switch column.source {
        case .given(let value):
            if let text = text(of: value) { words.append("DEFAULT \(text)") }
        case .identity(let identity):
            words.append(text(of: identity))
        case .generated(let generated):
            words.append(try text(of: generated, for: column.name))
        }
        if !column.isNullable { words.append("NOT NULL") }
        return words.joined(separator: " ")
    }

    /// The SQL text of a default after DEFAULT; `nil` for none.
    func text(of value: ColumnDefault) -> String? {
        switch value {
        case .noDefault: nil
        case .value(let value): literal(value)
        case .expression(let expression): expression
        }
    }

    func text(of identity: IdentityDefinition) -> String {
        let options = words(of: identity.options)
        let parenthesized = options.isEmpty ? "" : " (\(options.joined(separator: " ")))"
        return "GENERATED \(text(of: identity.insertion)) AS IDENTITY\(parenthesized)"
    }

    func text(of insertion: IdentityDefinition.Insertion) -> String {
        switch insertion {
        case .always: "ALWAYS"
        case .byDefault: "BY DEFAULT"
        }
    }

    /// The options of a sequence or identity, as CREATE SEQUENCE takes them.
    func words(of options: SequenceOptions) -> [String] {
        [
            options.increment.map { "INCREMENT BY \($0)" }, options.minimum.map { "MINVALUE \($0)" },
            options.maximum.map { "MAXVALUE \($0)" }, options.start.map { "START WITH \($0)" },
            options.cache.map { "CACHE \($0)" }, options.cycles.map { $0 ? "CYCLE" : "NO CYCLE" },
        ].compactMap(\.self)
    }

    /// The options of an existing identity column; options that are not given get the server's defaults for a new one.
    /// The counter itself does not move: START only sets where a restart begins.
    func allWords(of options: SequenceOptions) -> [String] {
        let descends = (options.increment ?? 1) < 0
        let start = options.start ?? (descends ? options.maximum ?? -1 : options.minimum ?? 1)
        return [
            "INCREMENT BY \(options.increment ?? 1)", options.minimum.map { "MINVALUE \($0)" } ?? "NO MINVALUE",
            options.maximum.map { "MAXVALUE \($0)" } ?? "NO MAXVALUE", "START WITH \(start)",
            "CACHE \(options.cache ?? 1)", options.cycles == true ? "CYCLE" : "NO CYCLE",
        ]
    }

    private func text(of generated: GeneratedColumn, for column: String) throws(OperationError) -> String {
        guard generated.storage == .stored else {
            throw OperationError(
                "column \(column) is computed when it is read, which PostgreSQL before version 18 cannot do",
                advice: "Let it be computed when it is written: .stored(…).")
        }
        return "GENERATED ALWAYS AS (\(generated.expression)) STORED"
    }
}
