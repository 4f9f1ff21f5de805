/// A help text, split into what the terminal fills into lines and what it leaves unchanged.
struct HelpParagraphs {
    enum Paragraph {
        /// Running text.
        case text(String)
        /// Lines that stay unchanged, without their common indentation.
        case verbatim([String])
    }

    let paragraphs: [Paragraph]

    init(_ text: String) {
        var paragraphs: [Paragraph] = []
        var verbatim: [String] = []
        func close() {
            if !verbatim.isEmpty { paragraphs.append(.verbatim(verbatim)) }
            verbatim = []
        }
        for line in text.split(separator: "\n") {
            if line.hasPrefix("  ") {
                verbatim.append(String(line.dropFirst(2)))
            } else {
                close()
                paragraphs.append(.text(String(line)))
            }
        }
        close()
        self.paragraphs = paragraphs
    }
}
