/// A rename that a file says: `-- athanor: renamed from OLD` before an object, or at a column.
package struct StatedRename: Sendable, Hashable {
    /// The kind of the object as SQL writes it in lower case: `table`, `column`, `materialized view`, `type`,
    /// `enum value`.
    package let kind: String
    /// The new name as it is written, with the names of what contains it: `["app", "users"]`, `["users", "email"]`. The
    /// schema may be missing.
    package let path: [String]
    /// The old name, without quotes.
    package let oldName: String
    /// The place of the comment.
    package let place: SourcePlace

    /// A rename, as a database module reads it.
    package init(kind: String, path: [String], oldName: String, place: SourcePlace) {
        self.kind = kind
        self.path = path
        self.oldName = oldName
        self.place = place
    }
}

extension [StatedRename] {
    /// The renames that undo these.
    var inverted: [StatedRename] {
        map { rename in
            var path = Array<String>(rename.path.dropLast())
            // A column's table may have a new name too.
            if let container = first(where: { $0.kind != rename.kind && $0.path.hasSuffix(path) }), !path.isEmpty {
                path[path.count - 1] = container.oldName
            }
            return StatedRename(
                kind: rename.kind, path: path + [rename.oldName], oldName: rename.path.last ?? rename.oldName,
                place: rename.place)
        }
    }
}

extension [String] {
    /// Whether one of the two paths ends with the other.
    fileprivate func hasSuffix(_ other: [String]) -> Bool {
        let count = Swift.min(count, other.count)
        return suffix(count).elementsEqual(other.suffix(count)) { $0.isSameText(as: $1) }
    }
}
