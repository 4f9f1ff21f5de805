internal import Athanor

/// Actions that will share one ALTER TABLE.
///
/// The server does not keep their order but works in passes: it drops (columns, defaults, NOT NULL), converts types, adds
/// columns, sets NOT NULL, adds constraints, sets defaults (`AlterTablePass` in `tablecmds.c`). So only what means the
/// same in that order comes together.
struct SharedActions {
    /// What an action is about.
    enum Subject: Hashable {
        /// A property of a column.
        case column(String, Property)
        /// A constraint that is added.
        case newConstraint
    }

    /// A property of a column.
    enum Property: Hashable {
        /// That there is one, or how it counts.
        case whole
        case type
        case nullability
        case `default`

        init(_ change: ColumnAlteration) {
            switch change {
            case .setType: self = .type
            case .setNullable: self = .nullability
            case .setDefault: self = .default
            case .addIdentity, .setIdentity, .dropIdentity, .dropExpression, .setComment: self = .whole
            }
        }
    }

    private var texts: [String] = []
    private var properties: [String: Set<Property>] = [:]
    private var addsConstraint = false

    /// Whether an action keeps its meaning after those that are here.
    func canTake(_ subject: Subject) -> Bool {
        switch subject {
        case .newConstraint:
            return true
        case .column(let name, let property):
            guard !addsConstraint else { return false }
            guard let earlier = properties[name] else { return true }
            // A type is converted before a default is set, whichever stands first.
            return property != .whole && property != .type && !earlier.contains(.whole) && !earlier.contains(property)
        }
    }

    mutating func append(_ text: String, _ subject: Subject) {
        texts.append(text)
        switch subject {
        case .newConstraint: addsConstraint = true
        case .column(let name, let property): properties[name, default: []].insert(property)
        }
    }

    /// The actions as they follow the table's name; `nil` when there is none.
    mutating func take() -> String? {
        defer { self = SharedActions() }
        guard !texts.isEmpty else { return nil }
        let text = texts.joined(separator: ",\n    ")
        return text.contains("\n") ? "\n    \(text)" : " \(text)"
    }
}
