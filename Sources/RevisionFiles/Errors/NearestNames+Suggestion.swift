package import RevisionHistory

extension NearestNames {
    /// A sentence that helps after a mistyped name: the nearest names, or else all known names.
    /// - Parameters:
    ///   - wanted: the name as typed.
    ///   - candidates: the known names.
    package static func suggestion(for wanted: String, among candidates: [String]) -> String {
        let nearest = NearestNames(to: wanted, among: candidates).names
        guard nearest.isEmpty else {
            return "Did you mean \(nearest.map { "\"\($0)\"" }.joined(separator: " or "))?"
        }
        return "Known are \(candidates.joined(separator: ", "))."
    }
}
