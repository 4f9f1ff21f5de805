internal import Athanor

extension Explanation {
    /// The explanation's lines, with its first standing out on a terminal.
    func painted(for output: TextOutput) -> String {
        guard output.usesColors else { return description }
        let rest = description.dropFirst(headline.count)
        let place = place.map { output.paint("\($0.description):", .bold) + " " } ?? ""
        return place + output.paint("error:", .red) + " " + output.paint(message, .bold) + rest
    }
}
