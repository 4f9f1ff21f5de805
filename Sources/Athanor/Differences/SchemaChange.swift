/// The change from one schema to another.
package struct SchemaChange: Sendable, Hashable {
    /// The steps, in the order in which they run.
    package var steps: [SchemaStep]
    /// The differences that Athanor does not remove.
    package var refusals: [Refusal]
    /// The kinds of objects that exist in one of the schemas and are not compared, with the names of these objects.
    package var notCompared: [String: [String]]
    /// Pairs of a dropped and a created object that may be one object with a new name.
    package var proposedRenames: [ProposedRename]
    /// Other things to know, each a sentence without a period.
    package var notes: [String]

    /// A difference that Athanor does not remove.
    package struct Refusal: Sendable, Hashable {
        /// The object.
        package let object: SchemaSnapshot.Object
        /// The reason, which completes the sentence "`table public.t` is not changed: …".
        package let reason: String

        /// A refusal.
        package init(_ object: SchemaSnapshot.Object, because reason: String) {
            self.object = object
            self.reason = reason
        }

        /// The refusal as a sentence without a period.
        package var sentence: String { "\(object) is not changed: \(reason)" }
    }

    /// A change.
    package init(
        steps: [SchemaStep] = [], refusals: [Refusal] = [], notCompared: [String: [String]] = [:],
        proposedRenames: [ProposedRename] = [], notes: [String] = []
    ) {
        self.steps = steps
        self.refusals = refusals
        self.notCompared = notCompared
        self.proposedRenames = proposedRenames
        self.notes = notes
    }

    /// Whether the schemas are the same, as far as they are compared.
    package var isEmpty: Bool { steps.isEmpty && refusals.isEmpty }

    /// All statements, in order.
    package var statements: [ChangeStatement] { steps.flatMap(\.statements) }

    /// The data that the steps lose.
    package var losses: [DataLoss] { steps.flatMap(\.losses) }
}

/// A step of a change: what happens to one object.
package struct SchemaStep: Sendable, Hashable {
    /// What happens to an object.
    package enum Action: String, Sendable, Hashable {
        case create, alter, drop
    }

    /// The object.
    package let object: SchemaSnapshot.Object
    /// What happens to it.
    package let action: Action
    /// The statements, in order.
    package let statements: [ChangeStatement]
    /// The data that they lose.
    package let losses: [DataLoss]

    /// A step.
    package init(
        _ action: Action, _ object: SchemaSnapshot.Object, statements: [ChangeStatement], losses: [DataLoss] = []
    ) {
        self.object = object
        self.action = action
        self.statements = statements
        self.losses = losses
    }

    /// The dangers of all statements.
    package var hazards: Set<Hazard> { statements.reduce(into: []) { $0.formUnion($1.hazards) } }
}

/// A dropped and a created object that may be one object with a new name.
package struct ProposedRename: Sendable, Hashable {
    /// The object as it is called now.
    package let old: SchemaSnapshot.Object
    /// The object as it may be called.
    package let new: SchemaSnapshot.Object
    /// The old name as the comment `-- athanor: renamed from …` gives it.
    package let oldName: String

    /// A proposal.
    package init(_ old: SchemaSnapshot.Object, to new: SchemaSnapshot.Object, oldName: String) {
        self.old = old
        self.new = new
        self.oldName = oldName
    }

    /// The line to write before the object, or at the column.
    package var directive: String { "-- athanor: renamed from \(oldName)" }
}
