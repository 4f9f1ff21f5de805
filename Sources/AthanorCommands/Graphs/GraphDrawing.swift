internal import Athanor

/// A history drawn with `*`, `|`, `/` and `\`, newest revision first, as `git log --graph` draws commits.
///
/// Lanes are two columns apart, without gaps. Each leads down to one revision, and no two to the same: as soon as they
/// would, the right one turns left and joins, passing behind those between. When a lane ends, the lanes on its right
/// move left.
struct GraphDrawing {
    /// A line of the drawing.
    struct Line: Equatable {
        let text: String
        /// The revision that the line is about, if any.
        var revision: RevisionID?
        /// The lanes below a revision's line, for the further lines of its text.
        var below = ""
    }

    /// The lines, from the top.
    private(set) var lines: [Line] = []
    /// The revision that each lane leads down to.
    private var lanes: [RevisionID] = []
    /// The lane that ended in the last line, unless others have moved left since.
    private var endedLane: Int?

    /// Draws revisions.
    /// - Parameter nodes: newest first, each before those that it comes after. Edges to other revisions are left out.
    init(_ nodes: [RevisionNode]) {
        let drawn = Set(nodes.map(\.id))
        for node in nodes {
            var down: [RevisionID] = []
            for id in node.downRevisions where drawn.contains(id) && !down.contains(id) { down.append(id) }
            draw(node.id, above: down)
        }
    }

    private mutating func draw(_ id: RevisionID, above down: [RevisionID]) {
        let lane = lanes.firstIndex(of: id) ?? lanes.endIndex
        if lane == lanes.endIndex {
            // Directly below a revision without a down revision, this one would look like its down revision.
            if lane == endedLane { lines.append(Line(text: GraphRow(lanes: lanes.count).text)) }
            lanes.append(id)
        }
        endedLane = nil
        var row = GraphRow(lanes: lanes.count)
        row[lane: lane] = down.isEmpty ? " " : "|"
        let below = row.text
        row[lane: lane] = "*"
        lines.append(Line(text: row.text, revision: id, below: below))
        guard let first = down.first else { return end(lane) }
        lanes[lane] = first
        for other in down.dropFirst().reversed() { open(other, rightOf: lane) }
        for target in down { join(target) }
    }

    /// Ends a lane at a revision without a down revision.
    private mutating func end(_ lane: Int) {
        lanes.remove(at: lane)
        guard lane < lanes.count else {
            endedLane = lane
            return
        }
        var row = GraphRow(lanes: lane)
        for moved in lane..<lanes.count { row[leftOf: moved + 1] = "/" }
        lines.append(Line(text: row.text))
    }

    /// Opens a second lane on the right of a lane.
    private mutating func open(_ target: RevisionID, rightOf lane: Int) {
        var row = GraphRow(lanes: lane + 1)
        for moved in lane..<lanes.count { row[leftOf: moved + 1] = "\\" }
        lines.append(Line(text: row.text))
        lanes.insert(target, at: lane + 1)
    }

    /// Joins the lanes that lead to the same revision.
    private mutating func join(_ target: RevisionID) {
        while let left = lanes.firstIndex(of: target), let right = lanes.lastIndex(of: target), left < right {
            var row = GraphRow(lanes: right)
            for moved in right..<lanes.count { row[leftOf: moved] = "/" }
            // From farther away, the line runs along the bottom and turns in the next row.
            if right - left > 2 { for crossed in (left + 2)..<right { row[leftOf: crossed] = "_" } }
            lines.append(Line(text: row.text))
            lanes.remove(at: right)
            guard right - left > 1 else { continue }
            var turn = GraphRow(lanes: lanes.count)
            turn[leftOf: left + 1] = "/"
            lines.append(Line(text: turn.text))
        }
    }
}

/// The characters of one line: lanes in even columns, connections between them in odd ones.
private struct GraphRow {
    private var characters: [Character]

    /// A row in which this many lanes continue.
    init(lanes: Int) {
        characters = (0..<lanes * 2).map { $0 % 2 == 0 ? "|" : " " }
    }

    subscript(lane lane: Int) -> Character {
        get { characters[lane * 2] }
        set { set(newValue, at: lane * 2) }
    }

    subscript(leftOf lane: Int) -> Character {
        get { characters[lane * 2 - 1] }
        set { set(newValue, at: lane * 2 - 1) }
    }

    private mutating func set(_ character: Character, at column: Int) {
        while characters.count <= column { characters.append(" ") }
        characters[column] = character
    }

    var text: String {
        String(characters[..<((characters.lastIndex { $0 != " " } ?? -1) + 1)])
    }
}
