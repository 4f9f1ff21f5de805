/// The tokens of a file that the compiler reads, as far as that is known without its settings.
///
/// `#if false` and `#if true` are decided here, with `!` before them. Any other condition depends on the build.
struct SwiftConditions {
    /// Whether the compiler reads a branch.
    private enum Answer: Int {
        case no, dependsOnBuild, yes
    }

    /// An open `#if`.
    private struct Block {
        /// Whether the code around it is compiled.
        let around: Answer
        /// Whether an earlier branch is compiled.
        var earlier: Answer
        /// Whether the present branch is compiled.
        var present: Answer
    }

    /// The tokens, without branches that are never compiled, and without the lines of `#if`, `#elseif`, `#else` and
    /// `#endif`.
    private(set) var tokens: [SwiftToken] = []
    /// The UTF-8 offsets of tokens in branches that depend on the build.
    private(set) var dependingOnBuild: Set<Int> = []

    init(_ all: [SwiftToken], in source: SourceText) {
        var blocks: [Block] = []
        var index = 0
        while index < all.count {
            guard let directive = Self.directive(at: index, of: all) else {
                let answer = blocks.last?.present ?? .yes
                if answer != .no { tokens.append(all[index]) }
                if answer == .dependsOnBuild { dependingOnBuild.insert(all[index].utf8Offset) }
                index += 1
                continue
            }
            let lineEnd = Self.lineEnd(after: all[index].utf8Offset, in: source)
            let rest = all[(index + 2)...].prefix { $0.utf8Offset < lineEnd }
            switch directive {
            case "if":
                let around = blocks.last?.present ?? .yes
                let answer = Self.answer(rest)
                blocks.append(Block(around: around, earlier: answer, present: Self.both(around, answer)))
            case "elseif", "else":
                guard var block = blocks.popLast() else { break }
                let answer = Self.both(Self.opposite(block.earlier), directive == "else" ? .yes : Self.answer(rest))
                block.present = Self.both(block.around, answer)
                block.earlier = answer.rawValue > block.earlier.rawValue ? answer : block.earlier
                blocks.append(block)
            default:
                _ = blocks.popLast()
            }
            index += 2 + rest.count
        }
    }

    /// The word of a directive that begins at a token.
    private static func directive(at index: Int, of tokens: [SwiftToken]) -> String? {
        guard tokens[index].kind == .symbol("#"), index + 1 < tokens.count,
            case .word(let word) = tokens[index + 1].kind, tokens[index + 1].utf8Offset == tokens[index].utf8Offset + 1,
            ["if", "elseif", "else", "endif"].contains(word)
        else { return nil }
        return word
    }

    private static func lineEnd(after offset: Int, in source: SourceText) -> Int {
        let bytes = source.text.utf8.dropFirst(offset)
        return offset + bytes.prefix { $0 != UInt8(ascii: "\n") && $0 != UInt8(ascii: "\r") }.count
    }

    private static func answer(_ condition: ArraySlice<SwiftToken>) -> Answer {
        switch condition.first?.kind {
        case .symbol("!"): opposite(answer(condition.dropFirst()))
        case .word("true") where condition.count == 1: .yes
        case .word("false") where condition.count == 1: .no
        default: .dependsOnBuild
        }
    }

    private static func opposite(_ answer: Answer) -> Answer {
        switch answer {
        case .no: .yes
        case .dependsOnBuild: .dependsOnBuild
        case .yes: .no
        }
    }

    private static func both(_ left: Answer, _ right: Answer) -> Answer {
        left.rawValue < right.rawValue ? left : right
    }
}
