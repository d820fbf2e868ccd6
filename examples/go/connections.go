// Package onboarding creates and reads connections with the standard library alone.
package onboarding

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net/http"
	"time"
)

// Client sends requests to the API, or to a mock of it. It waits by Sleep, and reads the time by Now.
type Client struct {
	BaseURL, Key, Secret string
	Sleep                func(time.Duration)
	Now                  func() time.Time
}

// Connection is the part of a connection that this service uses.
type Connection struct {
	ID     string `json:"id"`
	Status struct {
		SetupState string `json:"setup_state"`
	} `json:"status"`
	SucceededAt *time.Time `json:"succeeded_at"`
}

// Create creates a customer's connection.
func (c Client) Create(customer string) (Connection, error) {
	return c.call("POST", "/v1/connections", map[string]any{
		"group_id": "customers", "service": "mailchimp", "config": map[string]any{"schema": customer},
	})
}

// Get returns a connection.
func (c Client) Get(id string) (Connection, error) {
	return c.call("GET", "/v1/connections/"+id, nil)
}

// Synced waits until a sync of a connection has succeeded, and returns when.
func (c Client) Synced(id string, patience time.Duration) (time.Time, error) {
	for deadline := c.Now().Add(patience); c.Now().Before(deadline); c.Sleep(5 * time.Minute) {
		found, err := c.Get(id)
		if err != nil {
			return time.Time{}, err
		}
		if found.SucceededAt != nil {
			return *found.SucceededAt, nil
		}
		if found.Status.SetupState != "connected" {
			return time.Time{}, fmt.Errorf("connection %s is %s", id, found.Status.SetupState)
		}
	}
	return time.Time{}, fmt.Errorf("connection %s has not synced within %s", id, patience)
}

func (c Client) call(method, path string, body any) (Connection, error) {
	var answer struct {
		Message string
		Data    Connection
	}
	sent, err := json.Marshal(body)
	if err != nil {
		return answer.Data, err
	}
	request, err := http.NewRequest(method, c.BaseURL+path, bytes.NewReader(sent))
	if err != nil {
		return answer.Data, err
	}
	request.SetBasicAuth(c.Key, c.Secret)
	request.Header.Set("Content-Type", "application/json")
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		return answer.Data, err
	}
	defer response.Body.Close()
	err = json.NewDecoder(response.Body).Decode(&answer)
	if err == nil && response.StatusCode >= 300 {
		err = fmt.Errorf("%s %s: %d %s", method, path, response.StatusCode, answer.Message)
	}
	return answer.Data, err
}
