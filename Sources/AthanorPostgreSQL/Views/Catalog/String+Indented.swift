extension String {
    /// The text with spaces before each line but the first, for a place in the middle of a line.
    func indented(by count: Int) -> String { replacing("\n", with: "\n" + String(repeating: " ", count: count)) }

    /// The text with spaces before each line.
    func indentedWhole(by count: Int) -> String { String(repeating: " ", count: count) + indented(by: count) }
}
