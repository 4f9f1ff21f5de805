extension String {
    /// Indents each line but the first, for a text that starts in the middle of a line.
    func indented(by count: Int) -> String { replacing("\n", with: "\n" + String(repeating: " ", count: count)) }

    /// Indents each line.
    func indentedWhole(by count: Int) -> String { String(repeating: " ", count: count) + indented(by: count) }
}
