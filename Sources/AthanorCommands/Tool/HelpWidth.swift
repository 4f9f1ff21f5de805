internal import Foundation

/// The width of help texts. The argument parser cannot write help in fewer columns than its margin has.
enum HelpWidth {
    private static let least = 40

    /// Sets `COLUMNS` to the least width, if the terminal or `COLUMNS` has less. Must be called before anything runs in
    /// parallel.
    static func makeRoom() {
        let asked = ProcessInfo.processInfo.environment["COLUMNS"].map { Int($0) ?? 0 }
        guard let columns = asked ?? TerminalSize(of: STDOUT_FILENO)?.columns, columns < least else { return }
        setenv("COLUMNS", "\(least)", 1)
    }
}
