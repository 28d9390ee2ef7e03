package cel_test

import (
	"bytes"
	"math"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/rpcsmith/rpcsmith/runtime/go/cel"
)

const outside = cel.ErrIndexOutOfRange

func TestPositionsCountCodePoints(t *testing.T) {
	text := "ta©o©αT"
	equal(t, cel.SizeString(text), 7)
	ok, fail := returns[string], fails[string](t, outside)
	ok(t, "©", nil)(cel.CharAt(text, 2))
	ok(t, "", nil)(cel.CharAt(text, 7))
	fail(cel.CharAt(text, 8))
	fail(cel.CharAt(text, -1))
	ok(t, "αT", nil)(cel.SubstringFrom(text, 5))
	ok(t, "", nil)(cel.SubstringFrom(text, 7))
	fail(cel.SubstringFrom(text, 9))
	fail(cel.SubstringFrom(text, 40))
	ok(t, "©o©α", nil)(cel.Substring(text, 2, 6))
	ok(t, "", nil)(cel.Substring(text, 7, 7))
	fail(cel.Substring(text, 1, 50))
	fail(cel.Substring(text, math.MinInt64, math.MaxInt64))
	fails[string](t, cel.ErrInvalidRange)(cel.Substring(text, 4, 3))
}

func TestLengthsAreComparedInCodePoints(t *testing.T) {
	for _, text := range []string{
		"", "a", "é", "€", "🦀", "aé€🦀", "🦀🦀🦀", "abcdefgh", "éééé", "\xff\xfe", "a\xe2\x82",
	} {
		length := uint64(utf8.RuneCountInString(text))
		for at := range 41 {
			count := uint64(at)
			if at == 40 {
				count = math.MaxUint64
			}
			equal(t, cel.Shorter(text, count), length < count, text, count)
			equal(t, cel.Longer(text, count), length > count, text, count)
		}
	}
}

func upTo(end int) []int {
	numbers := make([]int, end)
	for i := range numbers {
		numbers[i] = i
	}
	return numbers
}

func TestSubstringsAreFoundFromBothEnds(t *testing.T) {
	text := "ta©o©αT"
	ok, fail := returns[int64], fails[int64](t, outside)
	equal(t, cel.IndexOf(text, "©"), 2)
	equal(t, cel.IndexOf(text, "none"), -1)
	ok(t, 4, nil)(cel.IndexOfFrom(text, "©", 3))
	ok(t, -1, nil)(cel.IndexOfFrom(text, "©α", 5))
	ok(t, -1, nil)(cel.IndexOfFrom(text, "a", 30))
	ok(t, 7, nil)(cel.IndexOfFrom(text, "", 30))
	fail(cel.IndexOfFrom(text, "a", -1))

	equal(t, cel.LastIndexOf(text, "©"), 4)
	equal(t, cel.LastIndexOf("", "@@"), -1)
	equal(t, cel.LastIndexOf(text, ""), 7)
	ok(t, 2, nil)(cel.LastIndexOfTo(text, "©", 3))
	ok(t, 4, nil)(cel.LastIndexOfTo(text, "©α", 4))
	ok(t, 6, nil)(cel.LastIndexOfTo("bananananana", "nana", 7))
	ok(t, 3, nil)(cel.LastIndexOfTo(text, "", 3))
	ok(t, -1, nil)(cel.LastIndexOfTo(text, "a", 30))
	fail(cel.LastIndexOfTo(text, "a", -1))
}

func TestTextsAreSplitJoinedAndReplaced(t *testing.T) {
	for _, test := range []struct{ got, want []string }{
		{cel.Split("hello world", " "), []string{"hello", "world"}},
		{cel.Split("né", ""), []string{"n", "é"}},
		{cel.Split("", ","), []string{""}},
		{cel.Split("", ""), nil},
		{cel.SplitCount("a b c", " ", 2), []string{"a", "b c"}},
		{cel.SplitCount("aéb", "", 2), []string{"a", "éb"}},
		{cel.SplitCount("o©o©o", "©", -1), []string{"o", "o", "o"}},
		{cel.SplitCount("o©o©o", "©", math.MaxInt64), []string{"o", "o", "o"}},
		{cel.SplitCount("o©o©o", "©", math.MinInt64), []string{"o", "o", "o"}},
		{cel.SplitCount("a b", " ", 0), nil},
	} {
		if !slices.Equal(test.got, test.want) {
			t.Errorf("got %q, want %q", test.got, test.want)
		}
	}
	equal(t, cel.Join([]string{"x", "y"}), "xy")
	equal(t, cel.JoinWith([]string{"x", "", "y"}, "--"), "x----y")
	equal(t, cel.JoinWith(nil, "-"), "")
	equal(t, cel.ConcatStrings("a", "", "bc"), "abc")
	equal(t, cel.Replace("1 ©αT", "αT", "o©α"), "1 ©o©α")
	equal(t, cel.Replace("éa", "", "-"), "-é-a-")
	equal(t, cel.ReplaceCount("aaa", "a", "b", 2), "bba")
	equal(t, cel.ReplaceCount("aaa", "a", "b", -1), "bbb")
	equal(t, cel.ReplaceCount("aaa", "a", "b", 0), "aaa")
}

func TestCaseOrderSpacesAndQuotes(t *testing.T) {
	equal(t, cel.LowerAscii("TacoCÆt Xii"), "tacocÆt xii")
	equal(t, cel.UpperAscii("tacoCαt@[`{"), "TACOCαT@[`{")
	equal(t, cel.LowerAscii("@[`{\xff"), "@[`{\xff")
	equal(t, cel.Reverse("Ta©oCαt"), "tαCo©aT")
	equal(t, cel.Reverse("a\xffé"), "é\xffa")
	equal(t, cel.Trim("\u0085\u00A0\u1680\v text\u2000\u2028\u3000"), "text")
	equal(t, cel.Trim("\u180Etext\u200B\uFEFF"), "\u180Etext\u200B\uFEFF")
	equal(t, cel.Quote("\a\b\f\n\r\t\v\\\"'é"), `"\a\b\f\n\r\t\v\\\"'é"`)
	equal(t, cel.Contains("abc", "bc") && cel.StartsWith("abc", "ab") && cel.EndsWith("abc", "bc"), true)
	equal(t, cel.Contains("abc", "ac") || cel.StartsWith("abc", "b") || cel.EndsWith("abc", "b"), false)
}

func TestDoublesAreFormattedWithTheFewestDigits(t *testing.T) {
	for number, text := range map[float64]string{
		123.456: "123.456", -4.5e-3: "-0.0045", 100_000.5: "100000.5", 999_999: "999999", 1e6: "1e+06",
		123_456_789: "1.23456789e+08", 1e-4: "0.0001", 1e-5: "1e-05", math.MaxFloat64: "1.7976931348623157e+308",
		5e-324: "5e-324", 0: "0", math.Inf(1): "+Inf", math.Inf(-1): "-Inf",
	} {
		equal(t, cel.StringFromDouble(number), text)
	}
	equal(t, cel.StringFromDouble(math.Copysign(0, -1)), "-0")
	equal(t, cel.StringFromDouble(math.NaN()), "NaN")
	equal(t, cel.StringFromBool(true)+cel.StringFromInt(math.MinInt64)+cel.StringFromUint(math.MaxUint64),
		"true-922337203685477580818446744073709551615")
}

func TestOnlyUtf8BytesBecomeText(t *testing.T) {
	returns(t, "né", nil)(cel.StringFromBytes([]byte("né")))
	for _, invalid := range []string{"n\xE9", "\xed\xa0\x80", "\xc0\x80", "\xf4\x90\x80\x80"} {
		fails[string](t, cel.ErrInvalidUtf8)(cel.StringFromBytes([]byte(invalid)))
	}
	equal(t, string(cel.BytesFromString("n\xE9")), "n\xE9")
}

func TestBytesAreComparedAndJoined(t *testing.T) {
	r := random(2)
	for range 2_000 {
		value, part := r.bytes(12), r.bytes(4)
		equal(t, cel.ContainsBytes(value, part), strings.Contains(string(value), string(part)))
		equal(t, cel.StartsWithBytes(value, part), strings.HasPrefix(string(value), string(part)))
		equal(t, cel.EndsWithBytes(value, part), strings.HasSuffix(string(value), string(part)))
		equal(t, cel.CompareBytes(value, part), strings.Compare(string(value), string(part)))
		equal(t, cel.EqualBytes(value, part), string(value) == string(part))
		equal(t, string(cel.ConcatBytes(value, part)), string(value)+string(part))
		equal(t, cel.SizeBytes(value), int64(len(value)))
	}
	equal(t, cel.EqualBytes(nil, []byte{}), true)
	if got := cel.ConcatBytes(nil, nil); !bytes.Equal(got, nil) {
		t.Errorf("got %v", got)
	}
}

func TestPositionsAgreeWithAListOfCharacters(t *testing.T) {
	r := random(3)
	for range 20_000 {
		text, part := r.textOf("abé日😀", 8), r.textOf("abé日😀", 3)
		at := int64(r.below(14)) - 2
		characters := []rune(text)
		size := int64(len(characters))
		found := func(from, to int64) (all []int64) {
			for start := from; start <= to; start++ {
				if strings.HasPrefix(string(characters[start:]), part) {
					all = append(all, start)
				}
			}
			return append(all, -1)
		}
		last := func(all []int64) int64 { return all[max(len(all)-2, 0)] }
		equal(t, cel.IndexOf(text, part), found(0, size)[0], text, part)
		equal(t, cel.LastIndexOf(text, part), last(found(0, size)), text, part)
		if at < 0 {
			fails[int64](t, outside)(cel.IndexOfFrom(text, part, at))
			fails[int64](t, outside)(cel.LastIndexOfTo(text, part, at))
			continue
		}
		if part != "" {
			returns(t, found(at, size)[0], nil)(cel.IndexOfFrom(text, part, at))
			want := int64(-1)
			if at < size {
				want = last(found(0, at))
			}
			returns(t, want, nil)(cel.LastIndexOfTo(text, part, at))
		}
		if at <= size {
			returns(t, string(characters[at:]), nil)(cel.SubstringFrom(text, at))
		}
		equal(t, cel.JoinWith(cel.Split(text, part), part), text)
	}
}
