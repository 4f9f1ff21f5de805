import Foundation
import Testing

@testable import Athanor

/// Moments as the log keeps them.
@Suite struct LogMomentTests {
    @Test("A moment that is read and written again is the same to the millisecond")
    func roundTrip() throws {
        for milliseconds in 0..<1000 {
            let digits = String(1000 + milliseconds).dropFirst()
            let text = "2026-11-25T23:59:59.\(digits)Z"
            #expect(try Date(logText: text).logText == text)
        }
    }

    @Test("A moment between two milliseconds becomes the nearer one")
    func nearest() {
        #expect(Date(timeIntervalSince1970: 0.0014).logText == "1970-01-01T00:00:00.001Z")
        #expect(Date(timeIntervalSince1970: 0.0016).logText == "1970-01-01T00:00:00.002Z")
        #expect(Date(timeIntervalSince1970: 59.9997).logText == "1970-01-01T00:01:00.000Z")
    }
}
