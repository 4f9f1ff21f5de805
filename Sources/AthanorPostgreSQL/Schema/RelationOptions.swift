internal import Athanor

/// The storage parameters of a relation, or the options of a view or a column: `fillfactor=70`.
///
/// Their order does not matter, but it is kept, since `pg_dump` shows it.
struct RelationOptions: Sendable {
    /// The options as the catalog has them. Those of a TOAST table begin with `toast.`.
    let entries: [ExactText]

    init(_ entries: [ExactText] = []) {
        self.entries = entries
    }

    /// The value of an option; `nil` for the default.
    subscript(_ name: ExactText) -> ExactText? { options.first { $0.name == name }?.value }

    /// Whether an option of the type boolean is on.
    func isOn(_ name: ExactText) -> Bool { self[name].map { ["true", "on", "yes", "1"].contains($0) } ?? false }

    /// ` WITH ("fillfactor" = '70')`, or nothing.
    var clause: String { entries.isEmpty ? "" : " WITH (\(assignments(options)))" }

    /// Returns the statements that change the options.
    /// - Parameters:
    ///   - new: the desired options.
    ///   - alteration: the statement's beginning, such as `ALTER VIEW "public"."v"`.
    ///   - hazards: the dangers of the statements.
    func changes(to new: RelationOptions, by alteration: String, _ hazards: Set<Hazard> = []) -> [ChangeStatement] {
        guard self != new else { return [] }
        let reset = options.filter { new[$0.name] == nil }
        var set = new.options.filter { self[$0.name] != $0.value }
        // The server puts options that are set after the others.
        let unchanged = entries.filter(Set(new.entries).contains)
        if unchanged + new.entries.filter({ !unchanged.contains($0) }) != new.entries { set = new.options }
        var statements: [ChangeStatement] = []
        if !set.isEmpty { statements.append(ChangeStatement("\(alteration) SET (\(assignments(set)))", hazards)) }
        if !reset.isEmpty {
            let names = reset.map { Self.sql($0.name) }.joined(separator: ", ")
            statements.append(ChangeStatement("\(alteration) RESET (\(names))", hazards))
        }
        return statements
    }

    private var options: [(name: ExactText, value: ExactText)] {
        entries.map { entry in
            let bytes = entry.text.utf8
            guard let sign = bytes.firstIndex(of: UInt8(ascii: "=")) else { return (entry, "true") }
            return (
                ExactText(String(Substring(bytes[..<sign]))),
                ExactText(String(Substring(bytes[bytes.index(after: sign)...])))
            )
        }
    }

    private func assignments(_ options: [(name: ExactText, value: ExactText)]) -> String {
        options.map { "\(Self.sql($0.name)) = \(PostgreSQLDialect().quoteText($0.value.text))" }.joined(separator: ", ")
    }

    /// The name in SQL: `toast."autovacuum_enabled"`.
    private static func sql(_ name: ExactText) -> String {
        let dialect = PostgreSQLDialect()
        let prefix = "toast."
        guard name.text.utf8.starts(with: prefix.utf8) else { return dialect.quote(name.text) }
        return "toast.\(dialect.quote(String(Substring(name.text.utf8.dropFirst(prefix.utf8.count)))))"
    }
}

extension RelationOptions: Hashable {
    /// Whether two have the same options, in any order.
    static func == (one: RelationOptions, other: RelationOptions) -> Bool {
        one.entries.sorted() == other.entries.sorted()
    }

    /// Adds the options, in the same order for equal ones.
    func hash(into hasher: inout Hasher) {
        hasher.combine(entries.sorted())
    }
}

extension RelationOptions: Codable {
    /// Reads an array of `name=value`.
    init(from decoder: any Decoder) throws {
        self.init(try decoder.singleValueContainer().decode([ExactText].self))
    }

    /// Writes an array of `name=value`.
    func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(entries)
    }
}
