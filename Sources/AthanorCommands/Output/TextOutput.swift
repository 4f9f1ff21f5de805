internal import Foundation
internal import Synchronization

/// A destination for text: standard output, standard error, or a test.
struct TextOutput: Sendable {
    /// Whether it is a terminal, where a person reads.
    let isTerminal: Bool
    /// Whether colours are wanted.
    let usesColors: Bool
    /// Writes text unchanged. Text that others wrote must go through ``line(_:)`` or ``script(_:)``.
    let write: @Sendable (String) -> Void

    /// The system's message if text could not be written; `nil` if all was written, or if the reader is gone.
    var problem: @Sendable () -> String? = { nil }

    /// The current size of the terminal.
    var size: @Sendable () -> TerminalSize = { .usual }

    /// The same without colours.
    var withoutColors: TextOutput {
        TextOutput(isTerminal: isTerminal, usesColors: false, write: write, problem: problem, size: size)
    }

    /// An output that discards all text.
    static let discarding = TextOutput(isTerminal: false, usesColors: false) { _ in }

    /// One of the process's own streams.
    ///
    /// Colours are for terminals, unless `NO_COLOR` is set (https://no-color.org) or the terminal is a dumb one.
    static func standard(descriptor: Int32, environment: [String: String]) -> TextOutput {
        let isTerminal = isatty(descriptor) == 1
        let refusesColors = environment["NO_COLOR"].map { !$0.isEmpty } ?? false
        let failure = WriteFailure()
        let write: @Sendable (String) -> Void = { text in
            var bytes = Array(text.utf8)[...]
            while !bytes.isEmpty {
                let written = bytes.withUnsafeBytes { Foundation.write(descriptor, $0.baseAddress, $0.count) }
                if written < 0 {
                    if errno == EINTR { continue }
                    // The work continues. A reader that is gone (EPIPE) is no failure.
                    if errno != EPIPE { failure.note(errno) }
                    return
                }
                bytes = bytes.dropFirst(written)
            }
        }
        return TextOutput(
            isTerminal: isTerminal, usesColors: isTerminal && !refusesColors && environment["TERM"] != "dumb",
            write: write, problem: { failure.description }, size: { TerminalSize(of: descriptor) ?? .usual })
    }

    /// The first failure of a stream.
    private final class WriteFailure: Sendable {
        private let code = Mutex<Int32?>(nil)

        var description: String? { code.withLock { $0.map { String(cString: strerror($0)) } } }

        func note(_ number: Int32) {
            code.withLock { $0 = $0 ?? number }
        }
    }

    /// Writes a line of text, without terminal commands, whatever the source of the text.
    func line(_ text: String = "") {
        write(shown(text) + "\n")
    }

    /// Writes a text for other programs, such as a script. Only on a terminal, terminal commands are removed.
    func script(_ text: String) {
        write(isTerminal ? text.forTerminal : text)
    }

    /// The text marked with a style, if colours are wanted. ``shown(_:)`` turns the marks into terminal commands.
    func paint(_ text: String, _ style: TextStyle) -> String {
        usesColors && !text.isEmpty
            ? "\(Self.mark)\(style.rawValue)\(Self.markEnd)\(text)\(Self.mark)0\(Self.markEnd)" : text
    }

    /// The text to write: without terminal commands, except for the styles from ``paint(_:_:)``.
    func shown(_ text: String) -> String {
        let pieces = text.forTerminal.components(separatedBy: Self.mark)
        return pieces.dropFirst().reduce(into: pieces[0]) { result, piece in
            guard let end = piece.range(of: Self.markEnd) else { return result += piece }
            result += "\u{1B}[\(piece[..<end.lowerBound])m\(piece[end.upperBound...])"
        }
    }

    /// The mark before a style. The number is random, so that no title or message can contain the mark.
    private static let mark = "\u{10FFFC}\(UInt64.random(in: .min ... .max)):"
    private static let markEnd = "\u{10FFFD}"
}

extension TerminalSize {
    /// The size of a terminal; `nil` if it is not known.
    init?(of descriptor: Int32) {
        var size = winsize()
        guard ioctl(descriptor, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0, size.ws_row > 0 else { return nil }
        self.init(columns: Int(size.ws_col), rows: Int(size.ws_row))
    }
}

/// A style of text on a terminal, by its ANSI code.
enum TextStyle: String {
    case bold = "1"
    case dim = "2"
    case red = "1;31"
    case green = "32"
    case yellow = "33"
}
