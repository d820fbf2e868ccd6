package onboarding

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"
)

func client(mock *Mock) Client {
	return Client{mock.URL, mock.Key, mock.Secret, mock.Sleep, mock.Now}
}

func create(t *testing.T, client Client) Connection {
	t.Helper()
	made, err := client.Create("kim")
	if err != nil {
		t.Fatal(err)
	}
	return made
}

func TestConnectionIsCreated(t *testing.T) {
	t.Parallel()
	mock := startMock(t)
	create(t, client(mock))
	mock.Call("assert-created", map[string]any{"wanted": map[string]any{"schema": "kim"}})
}

func TestSyncEnds(t *testing.T) {
	t.Parallel()
	mock := startMock(t, "--sync-seconds", "600")
	client := client(mock)
	ended, err := client.Synced(create(t, client).ID, 24*time.Hour)
	if err != nil || ended.Format(time.DateOnly) != "2026-01-01" {
		t.Fatal(ended, err)
	}
}

func TestSyncThatNeverEnds(t *testing.T) {
	t.Parallel()
	mock := startMock(t)
	client := client(mock)
	mock.Call("script-setup-tests", map[string]any{"status": "FAILED", "times": 1})
	if _, err := client.Synced(create(t, client).ID, 24*time.Hour); err == nil || !strings.Contains(err.Error(), "incomplete") {
		t.Fatal("no error about the set-up: ", err)
	}
}

func TestFailureIsReported(t *testing.T) {
	t.Parallel()
	mock := startMock(t)
	mock.Call("faults", map[string]any{"operation": "create_connection", "status": 503, "exactly": 1})
	if _, err := client(mock).Create("kim"); err == nil || !strings.Contains(err.Error(), "503") {
		t.Fatal("not 503: ", err)
	}
	create(t, client(mock))
	mock.Call("assert-called", map[string]any{"operation": "create_connection", "times": 2})
}

func TestRefusalIsExpected(t *testing.T) {
	t.Parallel()
	mock := startMock(t)
	mock.Expected = []int{404}
	if _, err := client(mock).Get("nobody"); err == nil {
		t.Fatal("no error")
	}
}

func TestAnswerOfAStrangerIsTold(t *testing.T) {
	t.Parallel()
	for _, content := range []string{"<html>", "", "null", "7"} {
		server := httptest.NewServer(http.HandlerFunc(func(answer http.ResponseWriter, _ *http.Request) {
			fmt.Fprint(answer, content)
		}))
		mock := &Mock{URL: server.URL, t: t}
		if _, err := mock.own("GET", "state", nil); err == nil || !strings.HasSuffix(err.Error(), "this is no mock") {
			t.Fatal(content, err)
		}
		server.Close()
	}
}

func TestGoroutineOutlivesItsTest(t *testing.T) {
	ended := make(chan bool)
	t.Run("a test that leaves a poll behind", func(t *testing.T) {
		mock := startMock(t)
		polled := make(chan bool)
		go func() {
			defer close(ended)
			for { // a return value of Sleep or Now would keep it busy for ever
				mock.Sleep(time.Minute)
				select {
				case polled <- true:
				default:
				}
			}
		}()
		<-polled
	})
	<-ended
}

func TestCallReturnsTheAnswer(t *testing.T) {
	t.Parallel()
	mock := startMock(t)
	mock.Call("faults", map[string]any{"operation": "list_users", "status": 503})
	mock.Call("DELETE faults", nil)
	if faults := string(mock.Call("GET faults", nil)); faults != "[]" {
		t.Fatal(faults)
	}
}
