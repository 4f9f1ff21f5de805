extension NearestNames {
    /// A sentence that helps someone who mistyped a name: the nearest ones, or else all that there are.
    /// - Parameters:
    ///   - wanted: the name as typed.
    ///   - candidates: the names that would have been right.
    public static func suggestion(for wanted: String, among candidates: [String]) -> String {
        let nearest = NearestNames(to: wanted, among: candidates).names
        guard nearest.isEmpty else {
            return "Did you mean \(nearest.map { "\"\($0)\"" }.joined(separator: " or "))?"
        }
        return "Known are \(candidates.joined(separator: ", "))."
    }
}
