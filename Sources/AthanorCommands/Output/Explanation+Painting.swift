internal import Athanor

extension Explanation {
    /// The explanation's lines, with the first one highlighted on a terminal.
    func painted(for output: TextOutput) -> String {
        guard output.usesColors else { return description }
        let place = place.map { output.paint("\($0.description.onOneLine):", .bold) + " " } ?? ""
        let headline = place + output.paint("error:", .red) + " " + output.paint(messageLines, .bold)
        return ([headline] + furtherLines).joined(separator: "\n")
    }
}
