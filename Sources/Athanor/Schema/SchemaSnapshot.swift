/// The objects of a database's schema at a point in time, each with its definition as text.
///
/// Snapshots are compared: two snapshots are equal if the schemas are. They do not include rows, the metadata tables,
/// the version table, or the order of columns.
public struct SchemaSnapshot: Sendable, Hashable {
    /// An object of the schema.
    public struct Object: Sendable, Hashable, Comparable, CustomStringConvertible {
        /// Its kind, such as `table` or `column`.
        public let kind: String
        /// Its name with its schema and table, as SQL writes it.
        public var name: String { exactName.text }
        private let exactName: ExactText

        /// An object. Two names are equal when their bytes are.
        public init(kind: String, name: String) {
            self.kind = kind
            exactName = ExactText(name)
        }

        /// A summary, such as `table public.orders`.
        public var description: String { "\(kind) \(name)" }

        /// By name, then by kind.
        public static func < (one: Object, other: Object) -> Bool {
            (one.name, one.kind) < (other.name, other.kind)
        }
    }

    /// The definition of each object.
    public let definitions: [Object: String]

    /// A snapshot.
    public init(_ definitions: [Object: String]) {
        self.definitions = definitions
    }

    /// The differences to a later snapshot, ordered by name.
    public func differences(to later: SchemaSnapshot) -> [SchemaDifference] {
        let objects = Set(definitions.keys).union(later.definitions.keys)
        return objects.sorted().compactMap { object in
            switch (definitions[object], later.definitions[object]) {
            case (nil, _?): .added(object)
            case (_?, nil): .removed(object)
            case (let old?, let new?): ExactText(old) == ExactText(new) ? nil : .changed(object, from: old, to: new)
            case (nil, nil): nil
            }
        }
    }
}

/// A difference between two snapshots of a schema.
public enum SchemaDifference: Sendable, Hashable, CustomStringConvertible {
    /// The object is in the later one only.
    case added(SchemaSnapshot.Object)
    /// The object is in the earlier one only.
    case removed(SchemaSnapshot.Object)
    /// The object's definition changed.
    case changed(SchemaSnapshot.Object, from: String, to: String)

    /// The added, removed or changed object.
    public var object: SchemaSnapshot.Object {
        switch self {
        case .added(let object), .removed(let object), .changed(let object, _, _): object
        }
    }

    /// `table public.a was not there before`, `column public.a.b is missing`, or the changes line by line.
    public var description: String {
        switch self {
        case .added(let object): return "\(object) was not there before"
        case .removed(let object): return "\(object) is missing"
        case .changed(let object, let old, let new):
            let before = old.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
            let after = new.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
            let changes = after.difference(from: before).map { change in
                switch change {
                case .remove(_, let line, _): "- \(line)"
                case .insert(_, let line, _): "+ \(line)"
                }
            }
            return (["\(object) has changed:"] + changes).joined(separator: "\n    ")
        }
    }
}
