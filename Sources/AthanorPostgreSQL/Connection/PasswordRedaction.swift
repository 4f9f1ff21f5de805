internal import Athanor
internal import Foundation

/// Removes a URL's passwords from a text before it is shown.
///
/// `libpq` quotes in its messages the piece of a URL that it could not read. If a password contains an unescaped `@`,
/// `/` or `:`, that piece is part of the password. So every quoted piece that is part of a password, as the URL's
/// writer meant it, is hidden, unless the same text also occurs elsewhere in the URL. A whole password of at least four
/// characters is hidden outside quotes too.
struct PasswordRedaction: Sendable {
    private static let mask = "***"

    /// The forms in which the URL may be quoted, each with its secret parts.
    private let forms: [(text: String, secrets: [Range<String.Index>])]

    /// - Parameters:
    ///   - url: the URL as it was given.
    ///   - others: further texts that may be quoted, such as settings of the environment. One of them may be a URL.
    init(url: String, and others: [String] = []) {
        forms = ([url, url.removingPercentEncoding].compactMap(\.self) + others)
            .map { ($0, DatabaseURL.passwords(in: $0)) }
    }

    /// The text without passwords.
    func redact(_ text: String) -> String {
        var result = text
        for form in forms {
            for secret in form.secrets {
                let secretText = String(form.text[secret])
                if secretText.count >= 4, !occursOutsideSecrets(secretText, in: form) {
                    result = result.replacingOccurrences(of: secretText, with: Self.mask)
                }
            }
        }
        return hidingQuotedPieces(in: result)
    }

    private func hidingQuotedPieces(in text: String) -> String {
        let pieces = text.split(separator: "\"", omittingEmptySubsequences: false)
        return pieces.enumerated().map { number, piece in
            let isQuoted = number % 2 == 1
            return isQuoted && isSecret(String(piece)) ? Self.mask : String(piece)
        }.joined(separator: "\"")
    }

    private func isSecret(_ piece: String) -> Bool {
        guard !piece.isEmpty else { return false }
        return forms.contains { form in
            occurrences(of: piece, in: form.text).contains { range in form.secrets.contains { $0.overlaps(range) } }
                && !occursOutsideSecrets(piece, in: form)
        }
    }

    private func occursOutsideSecrets(_ piece: String, in form: (text: String, secrets: [Range<String.Index>])) -> Bool
    {
        occurrences(of: piece, in: form.text).contains { range in !form.secrets.contains { $0.overlaps(range) } }
    }

    private func occurrences(of piece: String, in text: String) -> [Range<String.Index>] {
        var found: [Range<String.Index>] = []
        var start = text.startIndex
        while let range = text.range(of: piece, range: start..<text.endIndex) {
            found.append(range)
            start = text.index(after: range.lowerBound)
        }
        return found
    }
}
