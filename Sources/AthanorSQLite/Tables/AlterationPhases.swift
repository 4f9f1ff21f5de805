internal import Athanor

/// Alterations of one table, divided into edits that are made together, and renames of columns. SQLite makes the
/// renames itself, so that every reference still means its column.
///
/// A rename is moved after the alterations that follow it; these then use the column's old name. If one of them
/// mentions the column in the user's own SQL, the rename remains in its place.
struct AlterationPhases {
    /// One step of the work.
    enum Phase {
        /// Alterations that one rebuild makes.
        case edits([TableAlteration])
        /// A rename of a column.
        case rename(String, to: String)
    }

    private(set) var phases: [Phase] = []
    private var edits: [TableAlteration] = []
    private var renames: [(name: String, newName: String)] = []
    private let table: QualifiedName

    init(_ alterations: [TableAlteration], of table: QualifiedName) {
        self.table = table
        for alteration in alterations { take(alteration) }
        flush()
    }

    private mutating func take(_ alteration: TableAlteration) {
        if case .renameColumn(let name, let newName) = alteration {
            renames.append((name, newName))
            if edits.isEmpty { flush() }
            return
        }
        if needsNewPhase(alteration) { flush() }
        edits.append(translated(alteration))
    }

    private mutating func flush() {
        if !edits.isEmpty { phases.append(.edits(edits)) }
        phases += renames.map { .rename($0.name, to: $0.newName) }
        edits = []
        renames = []
    }

    private func needsNewPhase(_ alteration: TableAlteration) -> Bool {
        let renamed = renames.flatMap { [$0.name, $0.newName] }
        if alteration.names(oneOf: renamed) { return true }
        if case .addColumn(let column, _) = alteration, renamed.contains(where: { $0.isSameName(as: column.name) }) {
            return true
        }
        if case .dropColumn(let name, _, _, _) = alteration, renamed.contains(where: { $0.isSameName(as: name) }) {
            return true
        }
        // The expression for the copy reads the old table, so earlier changes to its columns must already be made.
        if case .alterColumn(_, .setType(_, _, _?, _)) = alteration {
            let changed = edits.compactMap { edit -> String? in
                switch edit {
                case .addColumn(let column, _): column.name
                case .alterColumn(let name, .setType(_, _, _?, _)): name
                default: nil
                }
            }
            return alteration.names(oneOf: changed)
        }
        return false
    }

    private func translated(_ alteration: TableAlteration) -> TableAlteration {
        guard !renames.isEmpty else { return alteration }
        switch alteration {
        case .dropColumn(let name, let was, let ifExists, let dependents):
            return .dropColumn(old(name), was: was, ifExists: ifExists, dependents: dependents)
        case .alterColumn(let name, let change): return .alterColumn(old(name), change)
        case .addConstraint(let constraint, let validated):
            return .addConstraint(translated(constraint), validated: validated)
        case .dropConstraint(let name, let was, let ifExists, let dependents):
            return .dropConstraint(name, was: was.map(translated), ifExists: ifExists, dependents: dependents)
        default: return alteration
        }
    }

    private func translated(_ constraint: ConstraintDefinition) -> ConstraintDefinition {
        var constraint = constraint
        constraint.name = constraint.name(on: table)
        switch constraint.kind {
        case .primaryKey(let columns, let include):
            constraint.kind = .primaryKey(columns: columns.map(old), include: include)
        case .unique(let columns, let include, let nullsNotDistinct):
            constraint.kind = .unique(
                columns: columns.map(old), include: include, nullsNotDistinct: nullsNotDistinct)
        case .foreignKey(var key):
            key.columns = key.columns.map(old)
            if key.table.name.isSameName(as: table.name) {
                key.referencedColumns = key.referencedColumns.map(old)
            }
            constraint.kind = .foreignKey(key)
        case .check, .exclusion: break
        }
        return constraint
    }

    /// Returns a column's name before the renames that are moved.
    private func old(_ name: String) -> String {
        renames.reversed().reduce(name) { name, rename in
            rename.newName.isSameName(as: name) ? rename.name : name
        }
    }
}

extension TableAlteration {
    /// Whether the user's own SQL in the alteration contains one of these names.
    fileprivate func names(oneOf names: [String]) -> Bool {
        guard !names.isEmpty else { return false }
        return expressions.contains { expression in
            Lexer.tokens(inAccepted: expression).contains { token in
                names.contains { token.name?.isSameName(as: $0) == true }
            }
        }
    }

    private var expressions: [String] {
        switch self {
        case .addColumn(let column, _):
            switch column.source {
            case .given(.expression(let expression)): [expression]
            case .generated(let generated): [generated.expression]
            default: []
            }
        case .alterColumn(_, .setType(_, _, let using?, _)): [using]
        case .alterColumn(_, .setDefault(.expression(let expression), _)): [expression]
        case .addConstraint(let constraint, _): constraint.checkExpression
        case .dropConstraint(_, let was, _, _): was?.checkExpression ?? []
        default: []
        }
    }
}

extension ConstraintDefinition {
    fileprivate var checkExpression: [String] {
        if case .check(let expression, _) = kind { [expression] } else { [] }
    }
}
