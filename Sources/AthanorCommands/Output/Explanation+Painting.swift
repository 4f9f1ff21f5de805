internal import Athanor

extension Explanation {
    /// The explanation's lines, with its first standing out on a terminal.
    func painted(for output: TextOutput) -> String {
        guard output.usesColors else { return description }
        let place = place.map { output.paint("\($0.description.onOneLine):", .bold) + " " } ?? ""
        let headline = place + output.paint("error:", .red) + " " + output.paint(messageLines, .bold)
        return ([headline] + furtherLines).joined(separator: "\n")
    }
}
