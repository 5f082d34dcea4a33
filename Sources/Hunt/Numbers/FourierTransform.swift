import Foundation

/// Discrete Fourier transforms of any length, in O(n log n): radix 2, and Bluestein's algorithm (1970) for other
/// lengths.
package enum FourierTransform {
  /// |X_k|² for k = 0 … n/2 of real values.
  package static func power(_ values: [Double]) -> [Double] {
    let count = values.count
    guard count > 1 else { return values.map { $0 * $0 } }
    var real = values
    var imaginary = [Double](repeating: 0, count: count)
    if count & (count - 1) == 0 {
      radix2(&real, &imaginary)
    } else {
      bluestein(&real, &imaginary)
    }
    return (0...count / 2).map { real[$0] * real[$0] + imaginary[$0] * imaginary[$0] }
  }

  /// In place; the length is a power of 2.
  static func radix2(_ real: inout [Double], _ imaginary: inout [Double]) {
    let count = real.count
    guard count > 1 else { return }
    let bits = count.trailingZeroBitCount
    for i in 0..<count {
      let j = Int(UInt(i).reversedBits >> (UInt.bitWidth - bits))
      if i < j {
        real.swapAt(i, j)
        imaginary.swapAt(i, j)
      }
    }
    let cosines = (0..<count / 2).map { cos(2 * Double.pi * Double($0) / Double(count)) }
    let sines = (0..<count / 2).map { -sin(2 * Double.pi * Double($0) / Double(count)) }
    var half = 1
    while half < count {
      let step = count / (2 * half)
      var start = 0
      while start < count {
        for k in 0..<half {
          let (i, j) = (start + k, start + k + half)
          let (c, s) = (cosines[k * step], sines[k * step])
          let re = real[j] * c - imaginary[j] * s
          let im = real[j] * s + imaginary[j] * c
          real[j] = real[i] - re
          imaginary[j] = imaginary[i] - im
          real[i] += re
          imaginary[i] += im
        }
        start += 2 * half
      }
      half *= 2
    }
  }

  /// A transform of any length as a convolution with a chirp.
  private static func bluestein(_ real: inout [Double], _ imaginary: inout [Double]) {
    let count = real.count
    var size = 1
    while size < 2 * count - 1 { size *= 2 }
    // k² modulo 2n keeps the angles exact.
    let angles = (0..<count).map { Double.pi * Double($0 * $0 % (2 * count)) / Double(count) }
    let (c, s) = (angles.map { cos($0) }, angles.map { sin($0) })
    var (aReal, aImaginary) = ([Double](repeating: 0, count: size), [Double](repeating: 0, count: size))
    var (bReal, bImaginary) = (aReal, aImaginary)
    for k in 0..<count {
      aReal[k] = real[k] * c[k] + imaginary[k] * s[k]
      aImaginary[k] = imaginary[k] * c[k] - real[k] * s[k]
      bReal[k] = c[k]
      bImaginary[k] = s[k]
      if k > 0 {
        bReal[size - k] = c[k]
        bImaginary[size - k] = s[k]
      }
    }
    radix2(&aReal, &aImaginary)
    radix2(&bReal, &bImaginary)
    // The inverse transform is the forward one of the conjugate.
    for k in 0..<size {
      let re = aReal[k] * bReal[k] - aImaginary[k] * bImaginary[k]
      let im = aReal[k] * bImaginary[k] + aImaginary[k] * bReal[k]
      aReal[k] = re
      aImaginary[k] = -im
    }
    radix2(&aReal, &aImaginary)
    for k in 0..<count {
      let re = aReal[k] / Double(size)
      let im = -aImaginary[k] / Double(size)
      real[k] = re * c[k] + im * s[k]
      imaginary[k] = im * c[k] - re * s[k]
    }
  }
}

extension UInt {
  fileprivate var reversedBits: UInt {
    var value = self
    var mask = ~UInt(0)
    var shift = UInt(UInt.bitWidth) / 2
    while shift > 0 {
      mask ^= mask << shift
      value = ((value >> shift) & mask) | ((value << shift) & ~mask)
      shift /= 2
    }
    return value
  }
}
