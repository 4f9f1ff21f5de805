internal import Athanor

/// The views whose names are nearest to a mistyped name.
struct NearestViews {
    /// The most likely names, quoted where needed, so that they can be copied.
    let names: [String]

    init(to typed: String, among views: [QualifiedName]) {
        // Quotes, capitals and a missing schema do not count as differences here.
        var spellings: [String: [String]] = [:]
        for view in views {
            for form in Set([view.name.lowercased(), view.description.lowercased()]) {
                spellings[form, default: []].append(Self.typed(view))
            }
        }
        let wanted = typed.replacing("\"", with: "").lowercased()
        let nearest = NearestNames(to: wanted, among: spellings.keys).names
        names = nearest.flatMap { spellings[$0] ?? [] }
    }

    private static func typed(_ name: QualifiedName) -> String {
        [name.schema, name.name].compactMap { $0 }.map { part in
            let isPlain =
                part.first.map { $0.isASCII && ($0.isLowercase || $0 == "_") } == true
                && part.allSatisfy { $0.isASCII && ($0.isLowercase || $0.isNumber || $0 == "_") }
            return isPlain ? part : PostgreSQLDialect().quote(part)
        }.joined(separator: ".")
    }
}
