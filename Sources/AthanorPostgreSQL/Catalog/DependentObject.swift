internal import Athanor

/// An object that depends on another one, so that `DROP … CASCADE` of the other drops it too.
struct DependentObject: Sendable, Hashable, CustomStringConvertible {
    /// The object as `pg_depend` refers to it.
    struct Address: Sendable, Hashable {
        /// The OID of the system catalog that contains the object.
        let catalog: Int64
        /// The OID of the object in that catalog.
        let object: Int64
        /// The column; 0 for the object as a whole.
        let column: Int64
    }

    let address: Address
    /// The kind of the object, always in English: `view`, `policy`, `function`, `column`.
    let kind: String
    /// The name, always with its schema, and quoted where necessary: `reporting.a`, `p on public.t`,
    /// `public.f(integer)`.
    let identity: String

    /// The kind and the name, such as `view reporting.a`.
    var description: String { "\(kind) \(identity)" }

    init(_ address: Address, type: String, identity: String) {
        self.address = address
        // `table column`, `domain constraint` and so on become `column` and `constraint`: the identity names the object
        // that contains them.
        kind = ["column", "constraint"].first { type.hasSuffix(" \($0)") } ?? type
        self.identity = identity
    }
}
