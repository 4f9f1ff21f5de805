internal import Athanor

/// An object that depends on another one, so that it would go with it.
struct DependentObject: Sendable, Hashable, CustomStringConvertible {
    /// Which object it is, as `pg_depend` says it.
    struct Address: Sendable, Hashable {
        /// The system catalog that the object stands in, by its OID.
        let catalog: Int64
        /// The object in that catalog.
        let object: Int64
        /// The column; 0 for the object as a whole.
        let column: Int64
    }

    let address: Address
    /// What kind of object it is, in English whatever the server's language: `view`, `policy`, `function`, `column`.
    let kind: String
    /// Its name, always with its schema and in quotes where it needs them: `reporting.a`, `p on public.t`,
    /// `public.f(integer)`.
    let identity: String

    /// `view reporting.a` and the like.
    var description: String { "\(kind) \(identity)" }

    init(_ address: Address, type: String, identity: String) {
        self.address = address
        // `table column`, `view column`; `table constraint`, `domain constraint`: what it is of shows in its name.
        kind = ["column", "constraint"].first { type.hasSuffix(" \($0)") } ?? type
        self.identity = identity
    }
}
