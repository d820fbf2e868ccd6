// A mock of the Fivetran API for tests in Go. Copy this file; it needs the command fivetran-mock.
package onboarding

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"os/exec"
	"runtime"
	"strings"
	"sync/atomic"
	"testing"
	"time"
)

// Mock is a mock of one test, on a port of its own.
type Mock struct {
	URL, Key, Secret string
	// Expected has the statuses of refusals that the test expects; one that no call was refused with fails the test.
	Expected []int
	// AllowUnused lets faults, scripts and expected statuses stay unused.
	AllowUnused bool
	t           *testing.T
	ended       atomic.Bool
}

// startMock starts a mock with options of `fivetran-mock serve`. It ends with the test, or with the process if that is
// killed. A test that passed then fails if something went wrong unnoticed; one that failed logs the latest calls.
func startMock(t *testing.T, options ...string) *Mock {
	t.Helper()
	words := append([]string{"serve", "--port", "0", "--until-stdin-closes"}, options...)
	server := exec.Command("fivetran-mock", words...)
	server.Stderr = os.Stderr
	held, _ := server.StdinPipe()
	output, _ := server.StdoutPipe()
	if err := server.Start(); errors.Is(err, exec.ErrNotFound) {
		t.Fatal("fivetran-mock is not on the PATH: activate its environment, or pip install '.[mock]' in its clone")
	} else if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { held.Close(); server.Wait() })
	line, err := bufio.NewReader(output).ReadString('\n') // listening on http://127.0.0.1:40123
	if err != nil {
		t.Fatal("fivetran-mock did not start: its message is above")
	}
	mock := &Mock{URL: strings.TrimSpace(strings.TrimPrefix(line, "listening on ")), Key: "mock-key", Secret: "mock-secret", t: t}
	t.Cleanup(mock.end)
	return mock
}

// Call calls the mock's own API, as in Call("faults", ...) or Call("GET state", nil), and returns its answer, JSON.
// Without a method it is a POST. A refusal or a failed assertion fails the test with its sentence.
func (mock *Mock) Call(name string, arguments map[string]any) []byte {
	mock.t.Helper()
	method, path, isNamed := strings.Cut(name, " ")
	if !isNamed {
		method, path = "POST", name
	}
	answer, err := mock.own(method, path, arguments)
	if err != nil {
		mock.t.Fatal(err)
	}
	return answer
}

// Sleep lets the mock's time pass. Hand it to code that waits, in place of time.Sleep.
// After the test it ends the goroutine, which would otherwise poll without a pause.
func (mock *Mock) Sleep(duration time.Duration) { mock.advance(duration) }

// Now returns the mock's time. Hand it to code that has a deadline, in place of time.Now.
// After the test it ends the goroutine, as Sleep does.
func (mock *Mock) Now() time.Time { return mock.advance(0) }

func (mock *Mock) advance(duration time.Duration) time.Time {
	var clock struct{ Now time.Time }
	answer, err := mock.own("POST", "advance", map[string]any{"seconds": duration.Seconds()})
	err = errors.Join(err, json.Unmarshal(answer, &clock))
	if mock.ended.Load() {
		runtime.Goexit()
	}
	if err != nil {
		mock.t.Error(err) // code that waits may run in another goroutine
	}
	return clock.Now
}

func (mock *Mock) end() {
	mock.ended.Store(true)
	found, err := mock.own("POST", "verify", map[string]any{
		"expected": append([]int{}, mock.Expected...), "allow_unused": mock.AllowUnused,
		"advice": "write mock.Expected = []int{STATUS} or mock.AllowUnused = true",
	})
	if !mock.t.Failed() {
		if err != nil {
			mock.t.Error(err)
		}
		return
	}
	answer, _ := mock.own("GET", "journal", map[string]any{})
	var verified struct{ Notes []string }
	var calls []struct {
		Status                      int
		Method, Path, Query, Reason string
	}
	json.Unmarshal(found, &verified)
	json.Unmarshal(answer, &calls)
	lines := []string{}
	for _, call := range calls {
		line := strings.TrimSpace(fmt.Sprintln(call.Status, call.Method, call.Path, call.Query, call.Reason))
		if len(lines) == 0 || lines[len(lines)-1] != line { // of equal ones, the first
			lines = append(lines, line)
		}
	}
	lines = append(lines[max(0, len(lines)-20):], verified.Notes...)
	mock.t.Log("the latest calls of the mock:\n", strings.Join(lines, "\n "))
}

func (mock *Mock) own(method, name string, arguments map[string]any) ([]byte, error) {
	if arguments == nil {
		arguments = map[string]any{}
	}
	body, _ := json.Marshal(arguments)
	request, err := http.NewRequest(method, mock.URL+"/__mock__/"+name, bytes.NewReader(body))
	if err != nil {
		return nil, err
	}
	request.Header.Set("Content-Type", "application/json")
	answer, err := http.DefaultClient.Do(request)
	if err != nil {
		return nil, err
	}
	defer answer.Body.Close()
	data, err := io.ReadAll(answer.Body)
	var refusal struct{ Message string }
	if answer.StatusCode != http.StatusOK {
		json.Unmarshal(data, &refusal)
		err = fmt.Errorf("%s: %s", name, refusal.Message)
	}
	isOurs := json.Valid(data) && strings.ContainsAny(string(data[:1]), "{[")
	if err == nil && !isOurs || err != nil && refusal.Message == "" {
		err = fmt.Errorf("%s: %d without an object of JSON: this is no mock", name, answer.StatusCode)
	}
	return data, err
}
