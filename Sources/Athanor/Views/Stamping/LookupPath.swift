/// The schemas in which names without a schema are looked up, as far as a revision states it.
package enum LookupPath: Sendable, Hashable {
    /// The search path of the session.
    case session
    /// These schemas, in order. New objects are created in the first.
    case schemas([String])
    /// Schemas that only the database knows.
    case unknown
}
