/// A heap of numbers that returns the least one.
struct MinimumHeap {
    private var numbers: [Int] = []

    mutating func insert(_ number: Int) {
        var place = numbers.count
        numbers.append(number)
        while place > 0, numbers[(place - 1) / 2] > number {
            numbers.swapAt(place, (place - 1) / 2)
            place = (place - 1) / 2
        }
    }

    mutating func removeMinimum() -> Int? {
        guard let last = numbers.popLast() else { return nil }
        guard let least = numbers.first else { return last }
        numbers[0] = last
        var place = 0
        while true {
            var child = 2 * place + 1
            guard child < numbers.count else { return least }
            if child + 1 < numbers.count, numbers[child + 1] < numbers[child] { child += 1 }
            guard numbers[child] < numbers[place] else { return least }
            numbers.swapAt(place, child)
            place = child
        }
    }
}
