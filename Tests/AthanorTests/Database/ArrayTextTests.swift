import TestSupport
import Testing

@testable import Athanor

@Suite struct ArrayTextTests {
    @Test(
        "The elements of a PostgreSQL array are found, whatever its delimiter is",
        arguments: [
            ("{}", []), ("{1,NULL,-2}", ["1", nil, "-2"]), ("{\"a,b\",\"NULL\",c;d}", ["a,b", "NULL", "c;d"]),
            ("{{1,2},{3,4}}", ["{1,2}", "{3,4}"]), ("[2:3]={5,6}", ["5", "6"]),
            ("{(1,1),(0,0)}", ["(1,1),(0,0)"]),
            ("{(1,1),(0,0);NULL;(2.5,2),(-1e+30,Infinity)}", ["(1,1),(0,0)", nil, "(2.5,2),(-1e+30,Infinity)"]),
            ("{NULL;(1,1),(0,0)}", [nil, "(1,1),(0,0)"]), ("[0:0]={(1,1),(0,0)}", ["(1,1),(0,0)"]),
            ("{{(1,1),(0,0);(2,2),(1,1)};{(3,3),(2,2);NULL}}", ["{(1,1),(0,0);(2,2),(1,1)}", "{(3,3),(2,2);NULL}"]),
            // Texts and points are no boxes.
            ("{(a),(b)}", ["(a)", "(b)"]), ("{\"(1,2)\",\"(3,4)\"}", ["(1,2)", "(3,4)"]), ("{NULL,N;M}", [nil, "N;M"]),
            ("{(1,b),(c,0)}", ["(1", "b)", "(c", "0)"]), ("{(;)}", ["(;)"]),
        ] as [(String, [String?])])
    func elements(_ text: String, _ expected: [String?]) {
        #expect(ArrayText(text)?.elements == expected)
    }

    @Test("Boxes of PostgreSQL are read one by one")
    func boxes() async throws {
        try await ScratchDatabase.with(.postgreSQL) { database in
            try await database.connected { connection in
                let row = try #require(
                    try await connection.query(
                        """
                        SELECT ARRAY[box '(1,1),(0,0)', NULL, box '(2.5,2),(-1e30,1)'] AS boxes,
                               ARRAY[box '(1,1),(0,0)'] AS one, ARRAY[[box '(1,1),(0,0)'], [box '(2,2),(1,1)']] AS grid,
                               ARRAY[point '(1,2)', point '(3,4)'] AS points, ARRAY['(a)', '(b);'] AS texts
                        """
                    ).first)
                #expect(try row["boxes", as: [String?].self] == ["(1,1),(0,0)", nil, "(2.5,2),(-1e+30,1)"])
                #expect(try row["one", as: [String].self] == ["(1,1),(0,0)"])
                #expect(try row["grid", as: [[String]].self] == [["(1,1),(0,0)"], ["(2,2),(1,1)"]])
                #expect(try row["points", as: [String].self] == ["(1,2)", "(3,4)"])
                #expect(try row["texts", as: [String].self] == ["(a)", "(b);"])
            }
        }
    }

    @Test("Texts that look like a box together are read as one, and one by one with unnest")
    func textsLikeBoxes() async throws {
        try await ScratchDatabase.with(.postgreSQL) { database in
            try await database.connected { connection in
                let texts = ["(1", "1)", "(0", "0)"]
                let row = try #require(try await connection.query("SELECT \(texts)::text[] AS texts").first)
                #expect(try row["texts", as: [String].self] == ["(1,1),(0,0)"])
                let rows = try await connection.query("SELECT unnest(\(texts)::text[]) AS text")
                #expect(try rows.map { try $0["text", as: String.self] } == texts)
            }
        }
    }
}
