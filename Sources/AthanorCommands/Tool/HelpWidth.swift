internal import Foundation

/// The width that help is written for. The library that writes it cannot do so where there are fewer columns than its margin has.
enum HelpWidth {
    private static let least = 40

    /// Has help written for a width that there is room for, where the terminal or `COLUMNS` has less. To be called before anything
    /// runs beside it.
    static func makeRoom() {
        let asked = ProcessInfo.processInfo.environment["COLUMNS"].map { Int($0) ?? 0 }
        guard let columns = asked ?? TerminalSize(of: STDOUT_FILENO)?.columns, columns < least else { return }
        setenv("COLUMNS", "\(least)", 1)
    }
}
