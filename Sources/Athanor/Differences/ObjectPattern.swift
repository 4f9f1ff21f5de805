/// A pattern for names of objects: `cron.*`, `public.tmp_*`, `function public.st_*`.
///
/// `*` stands for any text, `?` for one character. A pattern without a dot is a name in any schema, or the name of an
/// object without a schema. Words before the name limit the pattern to a kind.
package struct ObjectPattern: Sendable, Hashable, CustomStringConvertible {
    /// The pattern as it was written.
    package let description: String
    private let kind: String?
    private let parts: [[Unicode.Scalar]]

    /// Reads a pattern; `nil` if it names nothing.
    package init?(_ text: String) {
        let words = text.split(whereSeparator: \.isWhitespace)
        guard let name = words.last else { return nil }
        let parts = name.split(separator: ".", omittingEmptySubsequences: false).map { Array($0.unicodeScalars) }
        guard !parts.contains(where: \.isEmpty) else { return nil }
        description = words.joined(separator: " ")
        kind = words.count > 1 ? words.dropLast().joined(separator: " ").lowercased() : nil
        self.parts = parts
    }

    /// Whether the pattern means an object.
    /// - Parameters:
    ///   - kind: the kind of the object, such as `table`.
    ///   - path: the names of everything that contains it, and its own: `["public", "orders"]`.
    package func matches(kind: String, path: [String]) -> Bool {
        if let wanted = self.kind, wanted != kind { return false }
        let names = parts.count == 1 ? path.suffix(1) : path[...]
        guard names.count == parts.count else { return false }
        return zip(parts, names).allSatisfy { Self.matches($0[...], Array($1.unicodeScalars)[...]) }
    }

    /// Compares from the left. After a `*` that did not lead to the end, the `*` takes one character more.
    private static func matches(_ pattern: ArraySlice<Unicode.Scalar>, _ text: ArraySlice<Unicode.Scalar>) -> Bool {
        var (pattern, text) = (pattern, text)
        var retry: (pattern: ArraySlice<Unicode.Scalar>, text: ArraySlice<Unicode.Scalar>)?
        while true {
            if pattern.first == "*" {
                pattern.removeFirst()
                retry = (pattern, text)
            } else if let next = text.first, let wanted = pattern.first, wanted == "?" || wanted == next {
                pattern.removeFirst()
                text.removeFirst()
            } else if text.isEmpty, pattern.isEmpty {
                return true
            } else if let last = retry, !last.text.isEmpty {
                retry = (last.pattern, last.text.dropFirst())
                (pattern, text) = (last.pattern, last.text.dropFirst())
            } else {
                return false
            }
        }
    }
}
