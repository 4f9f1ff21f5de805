internal import Foundation
internal import Synchronization

/// Where text for people goes: standard output, standard error, or a test.
struct TextOutput: Sendable {
    /// Whether a person is looking.
    let isTerminal: Bool
    /// Whether colours are wanted.
    let usesColors: Bool
    /// Takes bytes as they are: what others wrote goes through ``line(_:)`` or ``script(_:)``.
    let write: @Sendable (String) -> Void

    /// Why text could not be written, in the system's words; `nil` when all was, or nobody reads any more.
    var problem: @Sendable () -> String? = { nil }

    /// How much the terminal shows at the moment.
    var size: @Sendable () -> TerminalSize = { .usual }

    /// The same without colours.
    var withoutColors: TextOutput {
        TextOutput(isTerminal: isTerminal, usesColors: false, write: write, problem: problem, size: size)
    }

    /// Takes text and keeps none of it.
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
                    // The work goes on all the same. That nobody reads any more (EPIPE) is no failure.
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

    /// A line of text, without what a terminal would take for a command, whoever wrote it.
    func line(_ text: String = "") {
        write(shown(text) + "\n")
    }

    /// A text for other programs, such as a script: a terminal gets it without commands, everybody else as it is.
    func script(_ text: String) {
        write(isTerminal ? text.forTerminal : text)
    }

    /// Text in a style, where colours are wanted. ``shown(_:)`` makes the terminal's commands of the marks in it.
    func paint(_ text: String, _ style: TextStyle) -> String {
        usesColors && !text.isEmpty
            ? "\(Self.mark)\(style.rawValue)\(Self.markEnd)\(text)\(Self.mark)0\(Self.markEnd)" : text
    }

    /// Text as it is written: without commands to a terminal, except for the styles that were painted.
    func shown(_ text: String) -> String {
        let pieces = text.forTerminal.components(separatedBy: Self.mark)
        return pieces.dropFirst().reduce(into: pieces[0]) { result, piece in
            guard let end = piece.range(of: Self.markEnd) else { return result += piece }
            result += "\u{1B}[\(piece[..<end.lowerBound])m\(piece[end.upperBound...])"
        }
    }

    /// What stands before a style until it is written. Nobody who writes a title or a message knows the number.
    private static let mark = "\u{10FFFC}\(UInt64.random(in: .min ... .max)):"
    private static let markEnd = "\u{10FFFD}"
}

extension TerminalSize {
    /// The size of a terminal; `nil` where it cannot be known.
    init?(of descriptor: Int32) {
        var size = winsize()
        guard ioctl(descriptor, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0, size.ws_row > 0 else { return nil }
        self.init(columns: Int(size.ws_col), rows: Int(size.ws_row))
    }
}

/// How text stands out on a terminal, by its ANSI code.
enum TextStyle: String {
    case bold = "1"
    case dim = "2"
    case red = "1;31"
    case green = "32"
    case yellow = "33"
}
