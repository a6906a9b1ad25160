;; What networks spend their time on, two numbers at a time: products, tanh and exp of buffers.
;;
;; Everything is in one memory, which the page makes; places and steps are in bytes. Sums run in order
;; and nothing is fused, so that blocks.js and elementary.js compute the same to the last bit.

(module
  (import "page" "memory" (memory 1))

  ;; out = A B. A has m rows of k entries, `ar` and `ac` apart; B has k rows of n, `br` apart, each of
  ;; entries side by side; so has `out`.
  (func (export "product")
    (param $out i32) (param $a i32) (param $b i32) (param $m i32) (param $k i32) (param $n i32)
    (param $ar i32) (param $ac i32) (param $br i32)
    (local $i i32) (local $j i32) (local $rows i32) (local $columns i32) (local $row i32)
    (local $to i32) (local $from i32)
    (local.set $row (i32.shl (local.get $n) (i32.const 3)))
    (loop $down
      (local.set $rows (call $least (i32.const 4) (i32.sub (local.get $m) (local.get $i))))
      (local.set $j (i32.const 0))
      (loop $across
        (local.set $columns (call $least (i32.const 4) (i32.sub (local.get $n) (local.get $j))))
        (local.set $to (i32.add (local.get $out) (i32.shl (local.get $j) (i32.const 3))))
        (local.set $from (i32.add (local.get $b) (i32.shl (local.get $j) (i32.const 3))))
        (if (i32.eq (i32.add (local.get $rows) (local.get $columns)) (i32.const 8))
          (then (call $block
            (local.get $to) (local.get $row)
            (local.get $a) (local.get $ar) (local.get $ac)
            (local.get $from) (local.get $br)
            (local.get $k)))
          (else (call $rest
            (local.get $to) (local.get $row)
            (local.get $a) (local.get $ar) (local.get $ac)
            (local.get $from) (local.get $br)
            (local.get $k) (local.get $rows) (local.get $columns))))
        (local.set $j (i32.add (local.get $j) (i32.const 4)))
        (br_if $across (i32.lt_s (local.get $j) (local.get $n))))
      (local.set $i (i32.add (local.get $i) (i32.const 4)))
      (local.set $out (i32.add (local.get $out) (i32.shl (local.get $row) (i32.const 2))))
      (local.set $a (i32.add (local.get $a) (i32.shl (local.get $ar) (i32.const 2))))
      (br_if $down (i32.lt_s (local.get $i) (local.get $m)))))

  (func $least (param $x i32) (param $y i32) (result i32)
    (select (local.get $x) (local.get $y) (i32.lt_s (local.get $x) (local.get $y))))

  ;; 4 x 4 entries of a product.
  (func $block
    (param $out i32) (param $row i32) (param $a i32) (param $ar i32) (param $ac i32)
    (param $b i32) (param $br i32) (param $k i32)
    (local $x v128) (local $left v128) (local $right v128) (local $p i32)
    (local $c0l v128) (local $c0r v128) (local $c1l v128) (local $c1r v128)
    (local $c2l v128) (local $c2r v128) (local $c3l v128) (local $c3r v128)
    (loop $along
      (local.set $left (v128.load (local.get $b)))
      (local.set $right (v128.load offset=16 (local.get $b)))
      (local.set $p (local.get $a))
      (local.set $x (v128.load64_splat (local.get $p)))
      (local.set $c0l (f64x2.add (local.get $c0l) (f64x2.mul (local.get $x) (local.get $left))))
      (local.set $c0r (f64x2.add (local.get $c0r) (f64x2.mul (local.get $x) (local.get $right))))
      (local.set $p (i32.add (local.get $p) (local.get $ar)))
      (local.set $x (v128.load64_splat (local.get $p)))
      (local.set $c1l (f64x2.add (local.get $c1l) (f64x2.mul (local.get $x) (local.get $left))))
      (local.set $c1r (f64x2.add (local.get $c1r) (f64x2.mul (local.get $x) (local.get $right))))
      (local.set $p (i32.add (local.get $p) (local.get $ar)))
      (local.set $x (v128.load64_splat (local.get $p)))
      (local.set $c2l (f64x2.add (local.get $c2l) (f64x2.mul (local.get $x) (local.get $left))))
      (local.set $c2r (f64x2.add (local.get $c2r) (f64x2.mul (local.get $x) (local.get $right))))
      (local.set $p (i32.add (local.get $p) (local.get $ar)))
      (local.set $x (v128.load64_splat (local.get $p)))
      (local.set $c3l (f64x2.add (local.get $c3l) (f64x2.mul (local.get $x) (local.get $left))))
      (local.set $c3r (f64x2.add (local.get $c3r) (f64x2.mul (local.get $x) (local.get $right))))
      (local.set $a (i32.add (local.get $a) (local.get $ac)))
      (local.set $b (i32.add (local.get $b) (local.get $br)))
      (local.set $k (i32.sub (local.get $k) (i32.const 1)))
      (br_if $along (local.get $k)))
    (v128.store (local.get $out) (local.get $c0l))
    (v128.store offset=16 (local.get $out) (local.get $c0r))
    (local.set $out (i32.add (local.get $out) (local.get $row)))
    (v128.store (local.get $out) (local.get $c1l))
    (v128.store offset=16 (local.get $out) (local.get $c1r))
    (local.set $out (i32.add (local.get $out) (local.get $row)))
    (v128.store (local.get $out) (local.get $c2l))
    (v128.store offset=16 (local.get $out) (local.get $c2r))
    (local.set $out (i32.add (local.get $out) (local.get $row)))
    (v128.store (local.get $out) (local.get $c3l))
    (v128.store offset=16 (local.get $out) (local.get $c3r)))

  ;; 4 x 2 entries of a product.
  (func $half
    (param $out i32) (param $row i32) (param $a i32) (param $ar i32) (param $ac i32)
    (param $b i32) (param $br i32) (param $k i32)
    (local $y v128) (local $p i32)
    (local $c0 v128) (local $c1 v128) (local $c2 v128) (local $c3 v128)
    (loop $along
      (local.set $y (v128.load (local.get $b)))
      (local.set $p (local.get $a))
      (local.set $c0 (f64x2.add (local.get $c0) (f64x2.mul (v128.load64_splat (local.get $p)) (local.get $y))))
      (local.set $p (i32.add (local.get $p) (local.get $ar)))
      (local.set $c1 (f64x2.add (local.get $c1) (f64x2.mul (v128.load64_splat (local.get $p)) (local.get $y))))
      (local.set $p (i32.add (local.get $p) (local.get $ar)))
      (local.set $c2 (f64x2.add (local.get $c2) (f64x2.mul (v128.load64_splat (local.get $p)) (local.get $y))))
      (local.set $p (i32.add (local.get $p) (local.get $ar)))
      (local.set $c3 (f64x2.add (local.get $c3) (f64x2.mul (v128.load64_splat (local.get $p)) (local.get $y))))
      (local.set $a (i32.add (local.get $a) (local.get $ac)))
      (local.set $b (i32.add (local.get $b) (local.get $br)))
      (local.set $k (i32.sub (local.get $k) (i32.const 1)))
      (br_if $along (local.get $k)))
    (v128.store (local.get $out) (local.get $c0))
    (local.set $out (i32.add (local.get $out) (local.get $row)))
    (v128.store (local.get $out) (local.get $c1))
    (local.set $out (i32.add (local.get $out) (local.get $row)))
    (v128.store (local.get $out) (local.get $c2))
    (local.set $out (i32.add (local.get $out) (local.get $row)))
    (v128.store (local.get $out) (local.get $c3)))

  ;; The entries of a few rows and at most 4 columns of a product.
  (func $rest
    (param $out i32) (param $row i32) (param $a i32) (param $ar i32) (param $ac i32)
    (param $b i32) (param $br i32) (param $k i32) (param $rows i32) (param $columns i32)
    (local $j i32)
    (if (i32.and (i32.eq (local.get $rows) (i32.const 4)) (i32.eq (local.get $columns) (i32.const 2)))
      (then
        (call $half (local.get $out) (local.get $row) (local.get $a) (local.get $ar) (local.get $ac)
          (local.get $b) (local.get $br) (local.get $k))
        (return)))
    (loop $down
      (local.set $j (i32.shl (i32.and (local.get $columns) (i32.const 6)) (i32.const 3)))
      (if (i32.eq (local.get $columns) (i32.const 4))
        (then (call $quad
          (local.get $out) (local.get $a) (local.get $ac) (local.get $b) (local.get $br) (local.get $k)))
        (else
          (if (local.get $j)
            (then (call $pair
              (local.get $out) (local.get $a) (local.get $ac) (local.get $b) (local.get $br) (local.get $k))))
          (if (i32.and (local.get $columns) (i32.const 1))
            (then (f64.store (i32.add (local.get $out) (local.get $j))
              (call $entry
                (local.get $a) (local.get $ac)
                (i32.add (local.get $b) (local.get $j)) (local.get $br) (local.get $k)))))))
      (local.set $out (i32.add (local.get $out) (local.get $row)))
      (local.set $a (i32.add (local.get $a) (local.get $ar)))
      (local.set $rows (i32.sub (local.get $rows) (i32.const 1)))
      (br_if $down (local.get $rows))))

  ;; 4 entries of a row.
  (func $quad
    (param $out i32) (param $a i32) (param $ac i32) (param $b i32) (param $br i32) (param $k i32)
    (local $x v128) (local $left v128) (local $right v128)
    (loop $along
      (local.set $x (v128.load64_splat (local.get $a)))
      (local.set $left (f64x2.add (local.get $left) (f64x2.mul (local.get $x) (v128.load (local.get $b)))))
      (local.set $right (f64x2.add (local.get $right) (f64x2.mul (local.get $x) (v128.load offset=16 (local.get $b)))))
      (local.set $a (i32.add (local.get $a) (local.get $ac)))
      (local.set $b (i32.add (local.get $b) (local.get $br)))
      (local.set $k (i32.sub (local.get $k) (i32.const 1)))
      (br_if $along (local.get $k)))
    (v128.store (local.get $out) (local.get $left))
    (v128.store offset=16 (local.get $out) (local.get $right)))

  ;; 2 entries of a row.
  (func $pair
    (param $out i32) (param $a i32) (param $ac i32) (param $b i32) (param $br i32) (param $k i32)
    (local $sum v128)
    (loop $along
      (local.set $sum (f64x2.add (local.get $sum)
        (f64x2.mul (v128.load64_splat (local.get $a)) (v128.load (local.get $b)))))
      (local.set $a (i32.add (local.get $a) (local.get $ac)))
      (local.set $b (i32.add (local.get $b) (local.get $br)))
      (local.set $k (i32.sub (local.get $k) (i32.const 1)))
      (br_if $along (local.get $k)))
    (v128.store (local.get $out) (local.get $sum)))

  (func $entry
    (param $a i32) (param $ac i32) (param $b i32) (param $br i32) (param $k i32) (result f64)
    (local $sum f64)
    (loop $along
      (local.set $sum (f64.add (local.get $sum)
        (f64.mul (f64.load (local.get $a)) (f64.load (local.get $b)))))
      (local.set $a (i32.add (local.get $a) (local.get $ac)))
      (local.set $b (i32.add (local.get $b) (local.get $br)))
      (local.set $k (i32.sub (local.get $k) (i32.const 1)))
      (br_if $along (local.get $k)))
    (local.get $sum))

  ;; Rows of a table of `count` of `width` bytes each, at the numbers from `places` to `end`; NaN for
  ;; the number of no row.
  (func (export "rows")
    (param $out i32) (param $table i32) (param $width i32) (param $count f64)
    (param $places i32) (param $end i32)
    (local $place f64)
    (loop $down
      (local.set $place (f64.load (local.get $places)))
      (if (i32.and
            (i32.and
              (f64.ge (local.get $place) (f64.neg (local.get $count)))
              (f64.lt (local.get $place) (local.get $count)))
            (f64.eq (local.get $place) (f64.floor (local.get $place))))
        (then
          (if (f64.lt (local.get $place) (f64.const 0))
            (then (local.set $place (f64.add (local.get $place) (local.get $count)))))
          (memory.copy (local.get $out)
            (i32.add (local.get $table)
              (i32.mul (i32.trunc_f64_s (local.get $place)) (local.get $width)))
            (local.get $width)))
        (else ;; all bits are 1: no number
          (memory.fill (local.get $out) (i32.const 255) (local.get $width))))
      (local.set $out (i32.add (local.get $out) (local.get $width)))
      (local.set $places (i32.add (local.get $places) (i32.const 8)))
      (br_if $down (i32.lt_u (local.get $places) (local.get $end)))))

  ;; exp(x) = 2^n e^r with x = n log 2 + r, and tanh(x) = e / (e + 2) with e = exp(2 |x|) - 1, and the
  ;; sign of x, for which `tanh` is 1. All in one function: a call costs as much as several of its lines.
  (func (export "power") (param $out i32) (param $x i32) (param $end i32) (param $tanh i32)
    (local $v v128) (local $n v128) (local $r v128) (local $r2 v128) (local $r4 v128) (local $s v128)
    (local $half v128) (local $one v128) (local $magic v128)
    (local.set $half (f64x2.splat (f64.const 0.5)))
    (local.set $one (f64x2.add (local.get $half) (local.get $half)))
    (local.set $magic (f64x2.splat (f64.const 6755399441055744.0))) ;; 3 * 2^51
    (loop $along
      (local.set $v (v128.load (local.get $x)))
      (if (local.get $tanh)
        (then (local.set $r (f64x2.pmin
          (f64x2.abs (f64x2.add (local.get $v) (local.get $v)))
          (f64x2.splat (f64.const 44.0)))))
        (else (local.set $r (f64x2.pmin
          (f64x2.pmax (local.get $v) (f64x2.splat (f64.const -746.0)))
          (f64x2.splat (f64.const 710.0))))))
      ;; n: the nearest whole number, as what lies behind the point has no room beside $magic
      (local.set $n (f64x2.sub
        (f64x2.add
          (f64x2.mul (local.get $r) (f64x2.splat (f64.const 1.4426950408889634)))
          (local.get $magic))
        (local.get $magic)))
      ;; r: less n log 2, the logarithm in two parts
      (local.set $r (f64x2.sub
        (f64x2.sub
          (local.get $r)
          (f64x2.mul (local.get $n) (f64x2.splat (f64.const 0.6931471803691238))))
        (f64x2.mul (local.get $n) (f64x2.splat (f64.const 1.9082149292705877e-10)))))
      ;; s: e^r - 1 by its series to r^13; good for |r| <= log(2) / 2
      (local.set $r2 (f64x2.mul (local.get $r) (local.get $r)))
      (local.set $r4 (f64x2.mul (local.get $r2) (local.get $r2)))
      (local.set $s (f64x2.add
        (f64x2.add
          (local.get $half)
          (f64x2.mul (f64x2.splat (f64.const 0.16666666666666666)) (local.get $r)))
        (f64x2.mul
          (f64x2.add
            (f64x2.splat (f64.const 0.041666666666666664))
            (f64x2.mul (f64x2.splat (f64.const 0.008333333333333333)) (local.get $r)))
          (local.get $r2))))
      (local.set $s (f64x2.add
        (local.get $s)
        (f64x2.mul
          (f64x2.add
            (f64x2.add
              (f64x2.splat (f64.const 0.001388888888888889))
              (f64x2.mul (f64x2.splat (f64.const 0.0001984126984126984)) (local.get $r)))
            (f64x2.mul
              (f64x2.add
                (f64x2.splat (f64.const 2.48015873015873e-05))
                (f64x2.mul (f64x2.splat (f64.const 2.7557319223985893e-06)) (local.get $r)))
              (local.get $r2)))
          (local.get $r4))))
      (local.set $s (f64x2.add
        (local.get $s)
        (f64x2.mul
          (f64x2.add
            (f64x2.add
              (f64x2.splat (f64.const 2.755731922398589e-07))
              (f64x2.mul (f64x2.splat (f64.const 2.505210838544172e-08)) (local.get $r)))
            (f64x2.mul
              (f64x2.add
                (f64x2.splat (f64.const 2.08767569878681e-09))
                (f64x2.mul (f64x2.splat (f64.const 1.6059043836821613e-10)) (local.get $r)))
              (local.get $r2)))
          (f64x2.mul (local.get $r4) (local.get $r4)))))
      (local.set $s (f64x2.add (local.get $r) (f64x2.mul (local.get $r2) (local.get $s))))
      ;; 2^n by the bits of the exponent: added to $magic, n is in the last bits
      (if (local.get $tanh)
        (then
          (local.set $n (i64x2.add
            (i64x2.shl
              (f64x2.add (local.get $n) (local.get $magic))
              (i32.const 52))
            (local.get $one)))
          (local.set $s (f64x2.add
            (f64x2.mul (local.get $n) (local.get $s))
            (f64x2.sub (local.get $n) (local.get $one))))
          (v128.store (local.get $out)
            (v128.bitselect
              (local.get $v)
              (f64x2.div (local.get $s) (f64x2.add (local.get $s) (f64x2.add (local.get $one) (local.get $one))))
              (f64x2.neg (f64x2.sub (local.get $half) (local.get $half))))))
        (else ;; the power goes in as two factors: one may not exist
          (local.set $r (f64x2.add
            (f64x2.mul (local.get $n) (local.get $half))
            (local.get $magic)))
          (local.set $n (f64x2.add
            (f64x2.sub
              (local.get $n)
              (f64x2.sub (local.get $r) (local.get $magic)))
            (local.get $magic)))
          (v128.store (local.get $out)
            (f64x2.mul
              (f64x2.mul
                (f64x2.add (local.get $one) (local.get $s))
                (i64x2.add
                  (i64x2.shl (local.get $r) (i32.const 52))
                  (local.get $one)))
              (i64x2.add
                (i64x2.shl (local.get $n) (i32.const 52))
                (local.get $one))))))
      (local.set $x (i32.add (local.get $x) (i32.const 16)))
      (local.set $out (i32.add (local.get $out) (i32.const 16)))
      (br_if $along (i32.lt_u (local.get $x) (local.get $end))))))
