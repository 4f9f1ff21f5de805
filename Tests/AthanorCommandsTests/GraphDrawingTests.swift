import Athanor
import Testing

@testable import AthanorCommands

/// The graph of `history --graph`.
@Suite struct GraphDrawingTests {
    /// Draws revisions given newest first as `id: down down`.
    private func drawing(_ revisions: String...) -> String {
        let nodes = revisions.map { text in
            let parts = text.split(separator: " ")
            return RevisionNode(
                id: RevisionID(String(parts[0])), downRevisions: parts.dropFirst().map { RevisionID(String($0)) })
        }
        return GraphDrawing(nodes).lines.map { line in
            line.revision.map { "\(line.text) \($0)" } ?? line.text
        }.joined(separator: "\n")
    }

    @Test("A line")
    func aLine() {
        #expect(drawing("c b", "b a", "a") == "* c\n* b\n* a")
    }

    @Test("Two branches")
    func twoBranches() {
        #expect(
            drawing("d b", "c a", "b a", "a") == """
                * d
                | * c
                * | b
                |/
                * a
                """)
    }

    @Test("A merge")
    func aMerge() {
        #expect(
            drawing("e d c", "d b", "c b", "b a", "a") == #"""
                * e
                |\
                * | d
                | * c
                |/
                * b
                * a
                """#)
    }

    @Test("A merge of more than two")
    func anOctopusMerge() {
        #expect(
            drawing("m a b c", "c r", "b r", "a r", "r") == #"""
                * m
                |\
                |\ \
                | | * c
                | * | b
                | |/
                * | a
                |/
                * r
                """#)
    }

    @Test("A lane that passes behind others")
    func aLaneThatPassesBehindOthers() {
        #expect(
            drawing("d a", "c x", "b y", "e a", "y", "x", "a") == #"""
                * d
                | * c
                | | * b
                | | | * e
                | |_|/
                |/| |
                | | * y
                | * x
                * a
                """#)
    }

    @Test("Each of several bases ends its lane")
    func severalBasesEachEndTheirLane() {
        #expect(drawing("b", "a") == "* b\n\n* a")
        #expect(
            drawing("d b", "c a", "b", "a") == """
                * d
                | * c
                * | b
                 /
                * a
                """)
    }

    @Test("A merge into a lane that exists already")
    func aMergeIntoALaneThatIsThereAlready() {
        #expect(
            drawing("t c", "m b c", "c a", "b a", "a") == #"""
                * t
                | * m
                | |\
                | |/
                |/|
                * | c
                | * b
                |/
                * a
                """#)
    }

    @Test("Edges to revisions that are not shown are left out")
    func edgesToWhatIsNotShownAreLeftOut() {
        #expect(drawing("c b x", "b a") == "* c\n* b")
    }

    @Test("The lines lead from each revision to exactly those that it comes after", arguments: UInt64(0)..<400)
    func linesLeadToDownRevisions(_ seed: UInt64) {
        let nodes = randomHistory(seed)
        let drawing = GraphDrawing(nodes)
        let reader = DrawnLines(drawing.lines)
        for node in nodes {
            #expect(reader.revisions(under: node.id) == Set(node.downRevisions), "\(node.id)\n\(self.text(drawing))")
        }
        #expect(drawing.lines.compactMap(\.revision) == nodes.map(\.id))
    }

    private func text(_ drawing: GraphDrawing) -> String {
        drawing.lines.map { "\($0.text) \($0.revision?.rawValue ?? "")" }.joined(separator: "\n")
    }

    /// Branches, merges of up to four, several heads and bases; newest first.
    private func randomHistory(_ seed: UInt64) -> [RevisionNode] {
        var state = seed &* 0x9E37_79B9_7F4A_7C15 &+ 1
        func random(_ bound: Int) -> Int {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return Int((state >> 33) % UInt64(bound))
        }
        var nodes: [RevisionNode] = []
        for place in 0...(3 + random(40)) {
            let candidates = nodes.suffix(2 + random(8)).map(\.id)
            var down: [RevisionID] = []
            for _ in 0..<[0, 1, 1, 1, 1, 1, 2, 2, 3, 4][random(10)] where !candidates.isEmpty {
                let id = candidates[random(candidates.count)]
                if !down.contains(id) { down.append(id) }
            }
            nodes.append(RevisionNode(id: RevisionID("r\(place)"), downRevisions: down))
        }
        return nodes.reversed()
    }
}

/// Reads a drawing as an eye does: down along the lines.
private struct DrawnLines {
    private let rows: [[Character]]
    private let lines: [GraphDrawing.Line]

    init(_ lines: [GraphDrawing.Line]) {
        self.lines = lines
        rows = lines.map { Array($0.text) }
    }

    private func character(_ row: Int, _ column: Int) -> Character {
        rows.indices.contains(row) && rows[row].indices.contains(column) ? rows[row][column] : " "
    }

    func revisions(under id: RevisionID) -> Set<RevisionID> {
        guard let row = lines.firstIndex(where: { $0.revision == id }), let column = rows[row].firstIndex(of: "*")
        else {
            return []
        }
        var reached: Set<RevisionID> = []
        var pending = [(row: row, lane: column / 2)]
        while let (row, lane) = pending.popLast() {
            let next = row + 1
            switch character(next, 2 * lane) {
            case "*":
                if let revision = lines[next].revision { reached.insert(revision) }
            case "|":
                pending.append((next, lane))
                if character(next, 2 * lane + 1) == "\\" { pending.append((next, lane + 1)) }
            default:
                if lane > 0, character(next, 2 * lane - 1) == "/" {
                    pending.append(afterTurn(next, lane))
                } else if character(next, 2 * lane + 1) == "\\" {
                    pending.append((next, lane + 1))
                }
            }
        }
        return reached
    }

    /// Where a line that turns to the left of a lane goes on: beside it, or, behind those between, further on.
    private func afterTurn(_ row: Int, _ lane: Int) -> (row: Int, lane: Int) {
        guard lane > 1, character(row, 2 * lane - 2) == "|" else { return (row, lane - 1) }
        var column = 2 * lane - 3
        while column > 0, character(row, column) == "_" { column -= 2 }
        let runsOn = character(row + 1, column) == "/" && character(row + 1, column + 1) == "|"
        return runsOn ? (row + 1, (column - 1) / 2) : (row, lane - 1)
    }
}
