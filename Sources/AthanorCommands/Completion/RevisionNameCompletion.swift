internal import ArgumentParser
internal import Athanor

extension CompletionKind {
    /// Completes names of revisions from the project's files.
    /// - Parameter symbols: other values that the argument takes.
    static func revisionName(_ symbols: String...) -> CompletionKind {
        .custom { words, _, prefix in
            RevisionNameCompletion(commandLine: words, prefix: prefix, symbols: symbols)
                .candidates.map { $0.text(for: .requesting) }
        }
    }
}

/// The candidates that complete the beginning of a revision's name.
///
/// An error only costs candidates: a message would disturb the person who is typing.
struct RevisionNameCompletion {
    /// A name and its meaning.
    struct Candidate: Hashable {
        let name: String
        let meaning: String

        /// The candidate in the form that a shell's completion script reads.
        func text(for shell: CompletionShell?) -> String {
            let meaning = meaning.onOneLine
            switch shell {
            case .some(.zsh):
                let name = name.split(separator: ":", omittingEmptySubsequences: false).joined(separator: "\\:")
                return meaning.isEmpty ? name : "\(name):\(meaning)"
            case .some(.fish): return meaning.isEmpty ? name : "\(name)\t\(meaning)"
            default: return name
            }
        }
    }

    /// The command line's words, as the shell has them.
    let commandLine: [String]
    /// The part of the name that is typed already.
    let prefix: String
    /// Other values that the argument takes: `head`, `base` …
    let symbols: [String]

    /// The candidates that begin with ``prefix``, revisions from the newest to the oldest.
    var candidates: [Candidate] {
        // In a range, the end is being typed.
        let start = prefix.lastIndex(of: ":").map { prefix[...$0] } ?? ""
        let written = prefix.dropFirst(start.count)
        return names.filter { $0.name.hasPrefix(written) }
            .map { Candidate(name: start + $0.name, meaning: $0.meaning) }
    }

    private var names: [Candidate] {
        let symbols = symbols.map { Candidate(name: $0, meaning: "") }
        guard let history else { return symbols }
        let nodes = (try? history.graph.history(nil, current: [])) ?? []
        let labels = nodes.flatMap(\.branchLabels).map(\.rawValue).sorted()
        return symbols
            + labels.flatMap { label in
                [
                    Candidate(name: label, meaning: "branch"),
                    Candidate(name: "\(label)@head", meaning: "the head of branch \(label)"),
                ]
            } + nodes.map { Candidate(name: $0.id.rawValue, meaning: history[$0.id]?.title ?? "") }
    }

    private var history: RevisionSet? {
        let invocation = Invocation.current
        if let registry = invocation.registry { return try? registry.revisionSet() }
        guard let configuration = WrittenCommandLine(words: commandLine).configuration(of: invocation) else {
            return nil
        }
        return try? RevisionSet(configuration.revisionDirectory().entries())
    }
}
